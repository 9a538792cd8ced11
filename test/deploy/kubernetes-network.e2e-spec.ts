import { beforeAll, describe, expect, it } from '@jest/globals';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import { Manifests } from './kubernetes/manifests.js';
import { isAllowed, type Other, type Subject, subjectOf } from './kubernetes/network-rules.js';

const NAMESPACES = { staging: 'genesis-staging', production: 'genesis' };

describe.each(['staging', 'production'] as const)('network of %s', (overlay) => {
  const namespace = NAMESPACES[overlay];
  const internet = { address: '104.18.0.1' };
  const gateway = { namespace: 'envoy-gateway-system' };
  const monitoring = { namespace: 'monitoring' };
  const names = { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } };
  const neighbour = { namespace, labels: { 'app.kubernetes.io/name': 'genesis-worker' } };
  const sources = { gateway, monitoring, stranger: { namespace: 'elsewhere' }, neighbour, internet };
  let manifests: Manifests;
  /** An address in the network of the stores. */
  let store: { address: string };

  beforeAll(async () => {
    manifests = await Manifests.build(`overlays/${overlay}`);
    store = { address: storeNetwork().address };
  });

  function storeNetwork(): { address: string; prefix: number } {
    const { spec } = manifests.one<INetworkPolicy>('NetworkPolicy', 'to-stores');
    const [address = '', prefix] = spec!.egress![0]!.to![0]!.ipBlock!.cidr.split('/');
    return { address, prefix: Number(prefix) };
  }

  function allowed(direction: 'Ingress' | 'Egress', who: string, other: Other, port: number): boolean {
    const policies = manifests.all<INetworkPolicy>('NetworkPolicy');
    const packet = { port, protocol: port === 53 ? 'UDP' : 'TCP' } as const;
    return isAllowed(policies, direction, { subject: subject(who), other, packet });
  }

  function subject(who: string): Subject {
    if (who === 'anything else') return { namespace, labels: { app: 'shell' }, ports: {} };
    const { template } = manifests.podTemplates.find(({ owner }) => owner.metadata.name.startsWith(who))!;
    return subjectOf(namespace, template);
  }

  it('lets the gateway, and nobody else, to the public port', () => {
    for (const [name, other] of Object.entries(sources)) {
      expect([name, allowed('Ingress', 'genesis-api', other, 8000)]).toEqual([name, name === 'gateway']);
    }
  });

  it('lets monitoring, and nobody else, to metrics and to the routes of operators', () => {
    for (const [name, other] of Object.entries(sources)) {
      const isMonitoring = name === 'monitoring';
      expect([name, allowed('Ingress', 'genesis-api', other, 8001)]).toEqual([name, isMonitoring]);
      expect([name, allowed('Ingress', 'genesis-worker', other, 8002)]).toEqual([name, isMonitoring]);
      expect([name, allowed('Ingress', 'genesis-migrate', other, 8002)]).toEqual([name, false]);
    }
  });

  it.each(['genesis-api', 'genesis-worker', 'genesis-migrate'])(
    'lets %s look up names and reach the stores',
    (who) => {
      expect(allowed('Egress', who, names, 53)).toBe(true);
      expect(allowed('Egress', who, sources.stranger, 53)).toBe(false);
      for (const port of [5432, 6379]) expect(allowed('Egress', who, store, port)).toBe(true);
      expect(allowed('Egress', who, { address: '203.0.113.7' }, 5432)).toBe(false);
      // One network, not every private one.
      expect(storeNetwork().prefix).toBeGreaterThanOrEqual(16);
      expect(allowed('Egress', who, store, 22)).toBe(false);
    },
  );

  it.each(['genesis-api', 'genesis-worker'])('lets %s to the public internet by TLS', (who) => {
    expect(allowed('Egress', who, internet, 443)).toBe(true);
    expect(allowed('Egress', who, { address: '2606:4700::6812:1' }, 443)).toBe(true);
    expect(allowed('Egress', who, internet, 80)).toBe(false);
    expect(allowed('Egress', who, internet, 5432)).toBe(false);
    expect(allowed('Egress', who, monitoring, 4318)).toBe(true);
  });

  it.each([
    ['metadata of a cloud', '169.254.169.254'],
    ['metadata of AWS', 'fd00:ec2::254'],
    ['metadata of Alibaba', '100.100.100.200'],
    ["Azure's host", '168.63.129.16'],
    ['a pod or a Service', '10.96.0.1'],
    ['a private network', '172.20.0.3'],
    ['a home', '192.168.1.1'],
    ['the node itself', '127.0.0.1'],
    ['the node itself', '::1'],
    ['an IPv4 address in IPv6', '::ffff:169.254.169.254'],
    ['an IPv4 address behind NAT64', '64:ff9b::a9fe:a9fe'],
    ['a link', 'fe80::1'],
    ['multicast', '239.1.1.1'],
  ])('keeps every process from %s (%s)', (_what, address) => {
    for (const who of ['genesis-api', 'genesis-worker', 'genesis-migrate']) {
      for (const port of [80, 443]) {
        expect([who, allowed('Egress', who, { address }, port)]).toEqual([who, false]);
      }
    }
  });

  it('keeps migrations from the internet, and anything else from everything', () => {
    expect(allowed('Egress', 'genesis-migrate', internet, 443)).toBe(false);
    for (const other of [names, store, internet, monitoring, neighbour]) {
      for (const port of [53, 443, 5432, 8000]) {
        expect(allowed('Egress', 'anything else', other, port)).toBe(false);
        expect(allowed('Ingress', 'anything else', other, port)).toBe(false);
      }
    }
  });
});
