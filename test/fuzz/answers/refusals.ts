const NO_SUCH = 'the file, version, picture or page that was named is not there';
const WRONG = 'a credential in the body that nobody was given';

/** Answers to valid requests that are not 2xx, by operation: the error code, and why that is right. */
export const REFUSALS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'coaching.step': { VALIDATION_ERROR: 'the answer that was clicked was not offered' },
  'coaching.correct': { ILLEGAL_TRANSITION: 'the step was not reached' },
  'coaching.complete': {
    ILLEGAL_TRANSITION: 'a step is open',
    BRIEF_INCOMPLETE: 'confirmed without a name or a trade',
  },
  'briefs.generate': {
    ILLEGAL_TRANSITION: 'the session was not completed',
    GENERATION_RUNNING: 'the brief of the session is being made',
  },
  'briefs.get': { NOT_FOUND: NO_SUCH },
  'briefs.results': { NOT_FOUND: NO_SUCH },
  'briefs.file': { NOT_FOUND: NO_SUCH },
  'assets.read': { NOT_FOUND: NO_SUCH },
  'contract.file': { NOT_FOUND: NO_SUCH },
  'contract.picture': { NOT_FOUND: NO_SUCH },
  'auth.token': { INVALID_CREDENTIALS: WRONG },
  'auth.refresh': { UNAUTHORIZED: WRONG },
  'auth.resetPassword': { RESET_CODE_UNKNOWN: WRONG },
  'auth.signInFromPlatform': { UNAUTHORIZED: WRONG },
  'auth.exchangeCode': { UNAUTHORIZED: WRONG },
  'users.changePassword': { CURRENT_PASSWORD_WRONG: WRONG },
  'websites.create': {
    NOT_FOUND: NO_SUCH,
    BRIEF_INCOMPLETE: 'the agents have delivered too little for a website',
  },
  'websites.rollBack': {
    ILLEGAL_TRANSITION: 'the version was not published before',
    NOT_FOUND: NO_SUCH,
  },
  'integrations.extract': { PAGE_NOT_READABLE: NO_SUCH },
  'files.read': { FILE_NOT_FOUND: NO_SUCH },
  'files.info': { FILE_NOT_FOUND: NO_SUCH },
  'files.write': { PRECONDITION_FAILED: '`If-Match: *` asks for a file that is there already' },
};

/** Of every operation that takes a key. */
export const REPEATED: Readonly<Record<string, string>> = {
  IDEMPOTENCY_MISMATCH: 'the key came before, with another body',
};
