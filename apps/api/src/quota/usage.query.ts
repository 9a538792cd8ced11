import { ApiProperty } from '@nestjs/swagger';
import { IsOptional, Matches } from 'class-validator';

const DAY = /^\d{4}-\d{2}-\d{2}$/;

const DayParameter = (description: string, example: string): PropertyDecorator => {
  const rules = [
    ApiProperty({ type: String, format: 'date', required: false, description, example }),
    IsOptional(),
    Matches(DAY),
  ];
  return (target, property) => {
    for (const rule of rules) rule(target, property);
  };
};

export class UsageQuery {
  @DayParameter('First day (UTC), 2000-01-01 or later. Default: 30 days up to `to`.', '2026-02-01')
  readonly from?: string;

  @DayParameter('Last day (UTC), 2000-01-01 or later. Default: today.', '2026-03-02')
  readonly to?: string;
}
