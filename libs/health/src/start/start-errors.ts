import { AppError } from '@genesis/kernel';

/** The process cannot start. The message is for operators: what is missing and where, never a password. */
export class StartError extends AppError {
  constructor(message: string, cause?: unknown) {
    super({ code: 'START_FAILED', kind: 'internal', message, cause });
  }
}

/** One that waiting does not heal: someone has to change a setting. */
export class HopelessStartError extends StartError {}
