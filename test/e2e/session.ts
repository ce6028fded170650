import type { Session, SessionOptions, Sessions } from '../host/sessions.mts';

declare module 'mocha' {
  interface Context {
    /** Set by the runner for every suite. */
    sessions: Sessions;
    /** Keeps a picture and the logs of a test that failed. */
    keepEvidence(title: string, session: Session): Promise<void>;
  }
}

/**
 * Gives the tests of the enclosing `describe` a VS Code; call it there and call its result inside the tests. Suites
 * with equal options share one. After each test the editors are closed and changed settings taken back.
 */
export function useSession(options: SessionOptions = {}): () => Session {
  let session: Session | undefined;
  before(async function () {
    session = await this.sessions.acquire(options);
  });
  afterEach(async function () {
    if (session !== undefined && this.currentTest?.state === 'failed') {
      await this.keepEvidence(this.currentTest.fullTitle(), session);
    }
    await session?.reset();
  });
  return () => {
    if (session === undefined) {
      throw new Error('The session exists inside tests only.');
    }
    return session;
  };
}
