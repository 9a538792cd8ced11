import { VendorError, type VendorErrorOptions, type VendorFailure } from '../vendor/vendor.errors.js';

/** A call to a model failed. */
export function llmError(failure: VendorFailure, options: VendorErrorOptions): VendorError {
  return new VendorError('llm', failure, options);
}
