// Prints a PrometheusRule for each rule file that a plain Prometheus loads: `… | kubectl apply -n NAMESPACE -f -`.
// Kustomize can put a file into a ConfigMap, not its content into an object; a copy would grow old. A rule file is the
// `spec` of a PrometheusRule as it stands, so that indenting it is enough.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const RULES = path.resolve(import.meta.dirname, '../../docker/monitoring/prometheus/rules');

const files = readdirSync(RULES).filter((name) => name.endsWith('.yml'));
if (files.length === 0) throw new Error(`no rule files in ${RULES}`);
for (const file of files) process.stdout.write(prometheusRule(file));

/** @param {string} file */
function prometheusRule(file) {
  const name = `genesis-${path.basename(file, '.yml')}`;
  const lines = readFileSync(path.join(RULES, file), 'utf8').trimEnd().split('\n');
  return [
    '---',
    'apiVersion: monitoring.coreos.com/v1',
    'kind: PrometheusRule',
    'metadata:',
    `  name: ${name}`,
    '  labels:',
    '    app.kubernetes.io/part-of: genesis',
    'spec:',
    ...lines.filter((line) => line !== '---').map((line) => (line === '' ? '' : `  ${line}`)),
    '',
  ].join('\n');
}
