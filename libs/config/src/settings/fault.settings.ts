import { IsArray } from 'class-validator';
import { list } from '../setting-readers.js';
import { Setting, type SettingsContext } from '../setting.decorator.js';

/** Fault injection for the chaos suite. */
export class FaultSettings {
  @Setting({
    name: 'FAILPOINTS',
    doc: 'Named points at which the process fails on purpose, separated by commas; needs TESTING_MODE.',
    type: list,
    default: '',
  })
  @IsArray()
  readonly failpoints: readonly string[];

  static complete(settings: FaultSettings, context: SettingsContext): void {
    if (settings.failpoints.length > 0 && !context.isTestingMode) {
      context.problem('FAILPOINTS', 'must be empty unless TESTING_MODE is true');
    }
  }
}
