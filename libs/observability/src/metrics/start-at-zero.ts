import type { Counter } from 'prom-client';

/** Makes a counter's series exist before anything has happened: `rate()` sees no increase in a series that begins with 1.
 *  For closed sets only, each combination of the given values becomes a series. */
export function startAtZero<Label extends string>(
  counter: Counter<Label>,
  values: Readonly<Record<Label, readonly string[]>>,
): void {
  let series: Partial<Record<Label, string>>[] = [{}];
  for (const label of Object.keys(values) as Label[]) {
    series = series.flatMap((labels) =>
      values[label].map((value) => ({ ...labels, [label]: value }) as Partial<Record<Label, string>>),
    );
  }
  for (const labels of series) counter.inc(labels, 0);
}
