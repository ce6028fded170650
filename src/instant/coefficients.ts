import type { ConfidenceModel } from './confidence.ts';

/** Provisional: fitted on fastify alone; `npm run bench -- --fit` writes what is fitted on all packages. */
export const fittedModel: ConfidenceModel = {
  threshold: 0.9,
  intercept: -6.6466,
  coefficients: [
    0.3862, // match length
    -0.3259, // match words
    0.4387, // match lines
    0.0248, // deepest match is longer
    -0.2639, // agreeing places
    0.2245, // agreeing files
    0.3754, // disagreeing places
    0.257, // share of weight
    2.0978, // share of places
    2.4052, // share of the deepest
    -0.9598, // single place
    0.0081, // different continuations
    0.7942, // same file
    1.5074, // new text
    -0.8157, // nearness
    -0.1743, // same directory
    2.9781, // same language
    -0.3573, // line start
    -0.0561, // tokens before on the line
    0.1421, // partial word
    -0.063, // partial length
    -0.1596, // behind a dot
    0.0972, // tokens proposed
    -0.641, // words proposed
    -0.4587, // lines proposed
    -0.1153, // ends the line
    -0.0017, // branches behind it
    -2.1492, // words of the source only
    0.1935, // words not nearby
    -0.3522, // words nowhere in the document
    1.0316, // commonness of the rarest word
    -1.3717, // in a string
    0.7294, // line stands nearby already
    0.7715, // unanimous long match
  ],
};
