import { VendorError, type VendorErrorOptions, type VendorFailure } from '../vendor/vendor.errors.js';

/** A call to a model failed. */
export function llmError(failure: VendorFailure, options: VendorErrorOptions): VendorError {
  return new VendorError('llm', failure, options);
}

/** The server does not know the form of answer that was asked for, or not this schema; another form may do. */
export class FormRefusedError extends VendorError {
  constructor(refused: VendorError) {
    const { message, status, attempts, cause } = refused;
    super('llm', 'rejected', { message, status, attempts, cause });
  }
}
