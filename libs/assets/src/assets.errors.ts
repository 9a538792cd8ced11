import { AppError } from '@genesis/kernel';

/** The bytes are not the picture that they are said to be. */
export class AssetInvalidError extends AppError {
  constructor(message: string) {
    super({ code: 'ASSET_INVALID', kind: 'invalid', message });
  }
}

export class AssetTooLargeError extends AppError {
  constructor(readonly maxBytes: number) {
    super({
      code: 'ASSET_TOO_LARGE',
      kind: 'invalid',
      message: `the picture is larger than ${maxBytes} bytes`,
    });
  }
}

/** The folder or the database does not answer. */
export class AssetStoreUnavailableError extends AppError {
  constructor(cause: unknown) {
    super({
      code: 'ASSET_STORE_UNAVAILABLE',
      kind: 'upstream_unavailable',
      message: 'the asset store does not answer',
      cause,
    });
  }
}
