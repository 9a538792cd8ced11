import { writeFileSync } from 'node:fs';
import { FILE_SETTING, isOverTime } from './time-bars.mjs';

/** A reporter of Jest that writes down what failed, for `withTimeBars`. */
export default class TimeBarsReporter {
  /** @param {unknown} _contexts
   *  @param {{ numPassedTests: number, numFailedTests: number, numRuntimeErrorTestSuites: number, wasInterrupted: boolean,
   *    testResults: { testFilePath: string, testResults: { status: string, fullName: string, failureMessages: string[] }[] }[]
   *  }} results of Jest */
  onRunComplete(_contexts, results) {
    const file = process.env[FILE_SETTING];
    if (!file) return;
    const tests = results.testResults.flatMap(({ testFilePath, testResults }) =>
      testResults
        .filter(({ status }) => status === 'failed')
        .map(({ fullName, failureMessages }) => ({
          file: testFilePath,
          name: fullName,
          isOverTime: isOverTime(failureMessages),
        })),
    );
    const failures = {
      passed: results.numPassedTests,
      failed: results.numFailedTests,
      isWhole: results.numRuntimeErrorTestSuites === 0 && !results.wasInterrupted,
      tests,
    };
    writeFileSync(file, JSON.stringify(failures));
  }
}
