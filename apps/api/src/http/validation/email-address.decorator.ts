import { isEmail, registerDecorator } from 'class-validator';

/** An address of electronic mail. The library's own rule throws on half a surrogate pair, which JSON can carry. */
export function EmailAddress(): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      // A code of `request-validation.ts`.
      name: 'isEmail',
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate: (value: unknown) => typeof value === 'string' && value.isWellFormed() && isEmail(value),
      },
    });
  };
}
