import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { Agent, ProxyAgent, type Dispatcher } from 'undici';

/**
 * For name, connection and TLS. While there is no network an attempt takes as long, so that it bounds how late the
 * kiosk notices the network's return.
 */
const CONNECT_TIMEOUT_MS = 4000;

/** Connections are kept for as long as load balancers usually do. */
const KEEP_ALIVE_MS = 55_000;

/** Batches have one, heartbeats another, and a visitor's question waits for neither. */
const CONNECTIONS = 3;

/** The way to the hub, with TLS always verified. */
export interface Way {
  readonly requests: Dispatcher;
  /**
   * For what anybody may ask. No connection of it is used twice: whether the network is there, one that was there before
   * it went does not tell.
   */
  readonly knocks: Dispatcher;
  /** Ends what is under way as well. */
  readonly close: () => Promise<void>;
}

/**
 * Opens connections as they are needed.
 *
 * @param proxy `http://host:port`, or `null` for the straight way
 * @param extraCa path of a PEM file with authorities beside the built-in ones
 */
export function openWay(proxy: string | null, extraCa: string | undefined): Way {
  const tls = extraCa === undefined ? {} : { ca: [...rootCertificates, readFileSync(extraCa, 'utf8')] };
  const connect = { timeout: CONNECT_TIMEOUT_MS, ...tls };
  const options = { connections: CONNECTIONS, keepAliveTimeout: KEEP_ALIVE_MS, connect };
  const open = (): Dispatcher =>
    proxy === null
      ? new Agent(options)
      : new ProxyAgent({ ...options, uri: proxy, requestTls: connect, proxyTls: connect });
  const [requests, knocks] = [open(), open()];
  return {
    requests,
    knocks,
    close: async () => {
      await Promise.all([requests.destroy(), knocks.destroy()]);
    },
  };
}
