/** Starts Ollama in a terminal: https://docs.ollama.com/cli */
export const ollamaStartCommand = 'ollama serve';

/** Where Ollama is got for each system. */
export const ollamaDownloadPage = 'https://ollama.com/download';
