import { createHash } from 'node:crypto';
import { lintSource } from '@secretlint/core';
import { creator as recommended } from '@secretlint/secretlint-rule-preset-recommend';

/** What the well-known rules do not know, or know otherwise. The first group, where there is one, is the secret itself. */
const OURS = {
  'webhook secret': /\bwhsec_([A-Za-z0-9+/=_-]{20,})/g,
  'signed token': /\beyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{16,}/g,
  'key of a model vendor': /\bsk-(?=[A-Za-z0-9_-]*\d)[A-Za-z0-9_-]{20,}/g,
  'key of a search vendor': /\btvly-[A-Za-z0-9_-]{16,}/g,
  'private key': /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----(?:\\[rn]|\s)*([A-Za-z0-9+/=]{32,})/g,
  'private part of a JSON web key': /"kty"\s*:\s*"[^"]+"[^{}]*"(?:d|k)"\s*:\s*"([A-Za-z0-9_-]{16,})"/g,
  // Shorter ones are of examples: production refuses them.
  'address with a password':
    /\b(?:postgres(?:ql)?|rediss?|mysql|mongodb|amqps?|https?)(?:\+\w+)?:\/\/[^\s:@/'"`]*:([^\s@/'"`${}<>|\\]{8,})@[\w[]/g,
};
/** As ours, which names the password alone. */
const SAID_BY_OURS = new Set([
  '@secretlint/secretlint-rule-database-connection-string',
  '@secretlint/secretlint-rule-basicauth',
]);

/**
 * @typedef {object} FoundSecret
 * @property {string} rule
 * @property {string} text the secret itself: for nobody's eyes
 */

export const sha256Of = (text) => createHash('sha256').update(text).digest('hex');

/** @param {string} name of the file, as some rules look at it @param {string} content @returns {Promise<FoundSecret[]>} */
export async function secretsIn(name, content) {
  const { messages } = await lintSource({
    source: { filePath: name, content, ext: '', contentType: 'text' },
    options: { config: { rules: [{ id: 'recommended', rule: recommended }] }, noPhysicFilePath: true },
  });
  const known = messages
    .filter(({ ruleId }) => !SAID_BY_OURS.has(ruleId))
    .map(({ ruleId, range }) => ({
      rule: ruleId.replace(/^.*secretlint-rule-/, ''),
      text: content.slice(range[0], range[1]),
    }));
  const ours = Object.entries(OURS).flatMap(([rule, pattern]) =>
    [...content.matchAll(pattern)].map(([all, secret = all]) => ({ rule, text: secret })),
  );
  return [...known, ...ours];
}
