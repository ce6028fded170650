import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** Hexadecimal digits of a delimiter: 64 bits cannot be guessed. */
const digits = 16;

/**
 * What marks the ends of material in a prompt: an HMAC of the material, which its author cannot know and which is
 * the same for the same material, so that a server recognises the prompt.
 * @param secret of this installation
 */
export function delimiterFor(secret: string, material: string): string {
  return bytesToHex(hmac(sha256, utf8ToBytes(secret), utf8ToBytes(material))).slice(0, digits);
}

/** A secret for `delimiterFor`. */
export function newDelimiterSecret(): string {
  return bytesToHex(crypto.getRandomValues(new Uint8Array(32)));
}
