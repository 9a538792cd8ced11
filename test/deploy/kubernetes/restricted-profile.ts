import type { IContainer, IPodSpec } from 'kubernetes-models/v1';

/** Source: Kubernetes, Pod Security Standards, restricted, "Volume Types". */
const VOLUME_TYPES = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
]);
const SECCOMP = new Set(['RuntimeDefault', 'Localhost']);
const APPARMOR = new Set(['RuntimeDefault', 'Localhost']);
const SELINUX_TYPES = new Set([
  '',
  'container_t',
  'container_init_t',
  'container_kvm_t',
  'container_engine_t',
]);
const SAFE_SYSCTLS = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.ping_group_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
]);

/** Why admission refuses a pod in a namespace that enforces `restricted` (baseline included), one line a reason.
 *  Source: Kubernetes, Pod Security Standards. */
export function restrictedProblems(spec: IPodSpec): readonly string[] {
  const containers = [
    ...spec.containers,
    ...(spec.initContainers ?? []),
    ...(spec.ephemeralContainers ?? []),
  ] as readonly IContainer[];
  return [...podProblems(spec), ...containers.flatMap((container) => containerProblems(container, spec))];
}

function podProblems(spec: IPodSpec): readonly string[] {
  const { securityContext = {} } = spec;
  const checks: readonly [boolean, string][] = [
    [spec.hostNetwork !== true, 'hostNetwork'],
    [spec.hostPID !== true, 'hostPID'],
    [spec.hostIPC !== true, 'hostIPC'],
    [securityContext.runAsUser !== 0, 'runs as root'],
    [SECCOMP.has(securityContext.seccompProfile?.type ?? 'RuntimeDefault'), 'seccomp profile'],
    [APPARMOR.has(securityContext.appArmorProfile?.type ?? 'RuntimeDefault'), 'AppArmor profile'],
    [SELINUX_TYPES.has(securityContext.seLinuxOptions?.type ?? ''), 'SELinux type'],
    [(securityContext.sysctls ?? []).every(({ name }) => SAFE_SYSCTLS.has(name)), 'sysctls'],
    [securityContext.windowsOptions?.hostProcess !== true, 'host process'],
  ];
  const volumes = (spec.volumes ?? []).flatMap(({ name, ...source }) =>
    Object.keys(source)
      .filter((type) => !VOLUME_TYPES.has(type))
      .map((type) => `volume ${name} is a ${type}`),
  );
  return [...checks.filter(([holds]) => !holds).map(([, problem]) => problem), ...volumes];
}

function containerProblems(
  container: IContainer,
  { securityContext: pod = {} }: IPodSpec,
): readonly string[] {
  const { name, ports = [], securityContext: own = {} } = container;
  const { add = [], drop = [] } = own.capabilities ?? {};
  const seccomp = own.seccompProfile ?? pod.seccompProfile;
  const checks: readonly [boolean, string][] = [
    [own.privileged !== true, 'is privileged'],
    [own.allowPrivilegeEscalation === false, 'allows privilege escalation'],
    [(own.runAsNonRoot ?? pod.runAsNonRoot) === true, 'may run as root'],
    [own.runAsUser !== 0, 'runs as root'],
    [drop.includes('ALL'), 'keeps capabilities'],
    [add.every((capability) => capability === 'NET_BIND_SERVICE'), 'adds capabilities'],
    [seccomp !== undefined && SECCOMP.has(seccomp.type), 'has no seccomp profile'],
    [APPARMOR.has(own.appArmorProfile?.type ?? 'RuntimeDefault'), 'has no AppArmor profile'],
    [askedHosts(container).every((host) => host === ''), 'lets a probe or hook ask another host'],
    [ports.every(({ hostPort = 0 }) => hostPort === 0), 'takes a port of the host'],
    [(own.procMount ?? 'Default') === 'Default', 'has an unmasked /proc'],
    [SELINUX_TYPES.has(own.seLinuxOptions?.type ?? ''), 'has an SELinux type'],
    [own.windowsOptions?.hostProcess !== true, 'is a host process'],
  ];
  return checks.filter(([holds]) => !holds).map(([, problem]) => `container ${name} ${problem}`);
}

/** Where probes and hooks go that do not go to the pod itself. */
function askedHosts({
  livenessProbe,
  readinessProbe,
  startupProbe,
  lifecycle,
}: IContainer): readonly string[] {
  return [livenessProbe, readinessProbe, startupProbe, lifecycle?.preStop, lifecycle?.postStart].flatMap(
    (handler) => [handler?.httpGet?.host ?? '', handler?.tcpSocket?.host ?? ''],
  );
}
