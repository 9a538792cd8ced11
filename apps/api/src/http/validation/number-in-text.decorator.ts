import { Transform } from 'class-transformer';

/** Digits as people write them; `Number` would also read '', ' 7 ', '0x10' and '1e3'. */
const WHOLE = /^-?\d{1,16}$/;

/** A parameter that is a whole number, which arrives as text. What is none is left for `IsInt` to refuse. */
export const NumberInText = (): PropertyDecorator =>
  Transform(({ value }: { value: unknown }) =>
    typeof value === 'string' && WHOLE.test(value) ? Number(value) : value,
  );
