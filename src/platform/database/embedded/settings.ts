/** Every file and socket of the embedded PostgreSQL carries this port; it never listens on the network. */
export const PORT = 5432;
export const USER = 'kestra';

/** Names and values as in `postgresql.conf`. */
export type Settings = Readonly<Record<string, string>>;

/**
 * Settings for one orchestrator on a small machine: durable, little memory, few processes, no replication. Given on the
 * command line, so a new version of the server changes them for existing data directories too.
 */
export function serverArguments(
  dataDirectory: string,
  socketDirectory: string,
  overrides: Settings = {},
): string[] {
  const settings: Record<string, string> = {
    listen_addresses: '',
    port: String(PORT),
    unix_socket_directories: socketDirectory,
    unix_socket_permissions: '0700',
    max_connections: '40',
    shared_buffers: '48MB',
    huge_pages: 'off',
    work_mem: '8MB',
    maintenance_work_mem: '32MB',
    jit: 'off',
    random_page_cost: '1.1',
    // Workers for parallel queries and asynchronous reads cost memory and gain nothing on short statements.
    max_parallel_workers_per_gather: '0',
    max_worker_processes: '2',
    io_method: 'sync',
    fsync: 'on',
    synchronous_commit: 'on',
    wal_level: 'minimal',
    max_wal_senders: '0',
    wal_compression: 'on',
    wal_buffers: '4MB',
    min_wal_size: '160MB',
    max_wal_size: '1GB',
    checkpoint_timeout: '15min',
    checkpoint_completion_target: '0.9',
    // Queue tables turn over completely within seconds.
    autovacuum_naptime: '15s',
    autovacuum_max_workers: '2',
    log_checkpoints: 'off',
    log_min_messages: 'warning',
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...overrides,
  };
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  return ['-D', dataDirectory, ...options];
}

/** `trust` is safe: the socket lies in a folder that only the server's account (and root) can enter. */
export function initArguments(dataDirectory: string): string[] {
  return [
    '-D',
    dataDirectory,
    `--username=${USER}`,
    '--auth=trust',
    '--encoding=UTF8',
    '--locale-provider=builtin',
    '--builtin-locale=C.UTF-8',
    '--locale=C',
    '--no-instructions',
    '-c',
    'max_connections=40',
    '-c',
    'shared_buffers=48MB',
  ];
}
