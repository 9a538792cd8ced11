import { publicUrl } from '@genesis/integrations';
import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsOptional, IsString, MaxLength, registerDecorator } from 'class-validator';

const URL_MAX = 2_048;

/** An optional https address of the public internet: a name, no address in numbers, no user info, the usual port. What
 *  the name stands for is checked by whoever dials it. Kept as it is dialled, in ASCII and without a fragment: what a
 *  reader of addresses passes over (line ends, full-width letters, a missing slash) would be kept and shown. */
export function PublicHttpsUrl(): PropertyDecorator {
  return applyDecorators(
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' ? (publicUrl(value)?.href ?? value) : value,
    ),
    IsOptional(),
    IsString(),
    MaxLength(URL_MAX, { context: { limit: URL_MAX } }),
    PublicHttpsRule(),
    ApiProperty({ type: String, format: 'uri', required: false, maxLength: URL_MAX }),
  );
}

function PublicHttpsRule(): PropertyDecorator {
  return (target, property) => {
    registerDecorator({
      // A code of `request-validation.ts`.
      name: 'isUrl',
      target: target.constructor,
      propertyName: String(property),
      validator: {
        validate: (value: unknown) => typeof value === 'string' && publicUrl(value)?.protocol === 'https:',
      },
    });
  };
}
