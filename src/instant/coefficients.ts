import type { ConfidenceModel } from './confidence.ts';

/** Written by `node bench/instant.mts --fit`. */
export const fittedModel: ConfidenceModel = {
  threshold: 0.95,
  intercept: -2.8798,
  coefficients: [
    0.5954, // match length
    -0.0844, // match words
    -0.257, // match lines
    -0.6422, // rarest word matched
    0.0224, // deepest match is longer
    0.2741, // longer than any rival
    0.1296, // agreeing places
    0.1069, // agreeing files
    -0.0048, // disagreeing places
    0.683, // share of weight
    -0.0466, // share of places
    1.1564, // share of the deepest
    -0.5498, // single place
    -0.0118, // different continuations
    -1.9159, // one file only
    1.208, // long match in one file
    0.3648, // places in one file
    4.7696, // rule of the project
    -3.9961, // share of places by a rule
    0.0889, // line start by a rule
    0.5162, // same file
    0.1106, // new text
    -0.8849, // nearness
    0.4236, // same directory
    1.1789, // same language
    -0.3915, // line start
    -0.3745, // tokens before on the line
    0.3167, // partial word
    -0.0876, // partial length
    -0.1117, // behind a dot
    -0.1453, // in a string
    -0.2543, // tokens proposed
    -0.2242, // words proposed
    -0.2656, // lines proposed
    -0.1071, // ends the line
    0.1749, // branches behind it
    -1.1302, // words of the source only
    -0.2288, // words not nearby
    -0.2525, // words nowhere in the document
    0.2599, // commonness of the rarest word
    -0.178, // words in strings
    0.3832, // line stands nearby already
  ],
};
