import { BlockList, isIPv6 } from 'node:net';
import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1';
import type { IPodTemplateSpec } from 'kubernetes-models/v1';

type Labels = Readonly<Record<string, string>>;
type LabelSelector = NonNullable<INetworkPolicy['spec']>['podSelector'];
type Rule = NonNullable<NonNullable<INetworkPolicy['spec']>['ingress']>[number];
type Peer = NonNullable<Rule['from']>[number];

/** The other end: a pod of some namespace, or an address. */
export type Other = { readonly namespace: string; readonly labels?: Labels } | { readonly address: string };

export interface Packet {
  readonly port: number;
  readonly protocol?: 'TCP' | 'UDP';
}

/** A pod that policies are about. */
export interface Subject {
  readonly namespace: string;
  readonly labels: Labels;
  /** Named ports of its containers. */
  readonly ports: Readonly<Record<string, number>>;
}

export function subjectOf(namespace: string, template: IPodTemplateSpec): Subject {
  const ports = template.spec!.containers.flatMap((container) => container.ports ?? []);
  return {
    namespace,
    labels: template.metadata?.labels ?? {},
    ports: Object.fromEntries(ports.map(({ name = '', containerPort }) => [name, containerPort])),
  };
}

/**
 * Whether the policies of a namespace let a connection through at one of its pods, as Kubernetes defines it: a pod that
 * no policy selects for a direction is open in it; else one rule of one policy has to allow it.
 */
export function isAllowed(
  policies: readonly INetworkPolicy[],
  direction: 'Ingress' | 'Egress',
  { subject, other, packet }: { subject: Subject; other: Other; packet: Packet },
): boolean {
  const selecting = policies.filter(
    ({ spec }) => spec!.policyTypes!.includes(direction) && matches(spec!.podSelector ?? {}, subject.labels),
  );
  if (selecting.length === 0) return true;
  return selecting.some(({ spec }) =>
    direction === 'Ingress'
      ? (spec!.ingress ?? []).some(({ from, ports }) =>
          passes({ peers: from, ports }, subject, other, packet),
        )
      : (spec!.egress ?? []).some(({ to, ports }) => passes({ peers: to, ports }, subject, other, packet)),
  );
}

function passes(
  { peers, ports }: { peers: readonly Peer[] | undefined; ports: Rule['ports'] },
  subject: Subject,
  other: Other,
  { port, protocol = 'TCP' }: Packet,
): boolean {
  // An empty list is as none: everybody, every port.
  const isPeer = !peers?.length || peers.some((peer) => isOneOf(peer, subject, other));
  const isPort =
    !ports?.length ||
    ports.some((allowed) => {
      const number = typeof allowed.port === 'string' ? subject.ports[allowed.port] : allowed.port;
      return (allowed.protocol ?? 'TCP') === protocol && (allowed.port === undefined || number === port);
    });
  return isPeer && isPort;
}

function isOneOf(peer: Peer, subject: Subject, other: Other): boolean {
  if ('address' in other) {
    const { cidr, except = [] } = peer.ipBlock ?? {};
    return (
      cidr !== undefined && isIn(cidr, other.address) && !except.some((part) => isIn(part, other.address))
    );
  }
  if (peer.ipBlock) return false;
  const isNamespace = peer.namespaceSelector
    ? matches(peer.namespaceSelector, { 'kubernetes.io/metadata.name': other.namespace })
    : other.namespace === subject.namespace;
  return isNamespace && matches(peer.podSelector ?? {}, other.labels ?? {});
}

function isIn(cidr: string, address: string): boolean {
  const [network = '', prefix] = cidr.split('/');
  const family = isIPv6(network) ? 'ipv6' : 'ipv4';
  if (isIPv6(address) !== (family === 'ipv6')) return false;
  const block = new BlockList();
  block.addSubnet(network, Number(prefix), family);
  return block.check(address, family);
}

/** Source: Kubernetes, labels and selectors. */
export function matches(selector: NonNullable<LabelSelector>, labels: Labels): boolean {
  const { matchLabels = {}, matchExpressions = [] } = selector;
  return (
    Object.entries(matchLabels).every(([name, value]) => labels[name] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const value = labels[key];
      if (operator === 'Exists') return value !== undefined;
      if (operator === 'DoesNotExist') return value === undefined;
      const isListed = value !== undefined && values.includes(value);
      return operator === 'In' ? isListed : !isListed;
    })
  );
}
