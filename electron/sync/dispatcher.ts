import type { SecureContext } from 'node:tls';
import { Agent, buildConnector, Pool, ProxyAgent, type Dispatcher } from 'undici';
import { openAuthorities } from './tls/authorities.ts';
import { judged, JUDGED_AFTERWARDS, type HubNow } from './tls/connect.ts';

/**
 * For name, connection and TLS. While there is no network an attempt takes as long, so that it bounds how late the
 * kiosk notices the network's return.
 */
const CONNECT_TIMEOUT_MS = 4000;

/** Connections are kept for as long as load balancers usually do. */
const KEEP_ALIVE_MS = 55_000;

/** Batches have one, heartbeats another, and a visitor's question waits for neither. */
const CONNECTIONS = 3;

/** The way to the hub. */
export interface Way {
  /** TLS is verified; dates by the hub's clock once that is known. */
  readonly requests: Dispatcher;
  /**
   * For what anybody may ask; TLS is verified likewise. No connection of it is used twice: whether the network is there,
   * one that was there before it went does not tell.
   */
  readonly knocks: Dispatcher;
  /**
   * TLS is not verified: for what anybody may ask and anybody may hear, where the answer counts by its signature, or its
   * hash, alone. So the hub can tell the time to a kiosk that takes its certificate for expired.
   */
  readonly strangers: Dispatcher;
  /** From now on certificates are to be valid at the hub's time. */
  readonly goBy: (hubNow: HubNow) => void;
  /** Ends what is under way as well. */
  readonly close: () => Promise<void>;
}

/**
 * Opens connections as they are needed. A proxy's own certificate is verified by the machine's clock.
 *
 * @param proxy `http://host:port`, or `null` for the straight way
 * @param extraCa path of a PEM file with authorities beside the built-in ones
 */
export function openWay(proxy: string | null, extraCa: string | undefined): Way {
  const authorities = openAuthorities(extraCa);
  let hubNow: HubNow = () => null;
  const open = opener(proxy, authorities.context);
  const verify: Wrap = (connect) => judged(connect, authorities, () => hubNow());
  const [requests, knocks, strangers] = [open(verify), open(verify), open((connect) => connect)];
  return {
    requests,
    knocks,
    strangers,
    goBy: (given) => {
      hubNow = given;
    },
    close: async () => {
      await Promise.all([requests.destroy(), knocks.destroy(), strangers.destroy()]);
    },
  };
}

type Wrap = (connect: buildConnector.connector) => buildConnector.connector;

/** @returns opens connections that are verified by nothing but `wrap` */
function opener(proxy: string | null, secureContext: SecureContext): (wrap: Wrap) => Dispatcher {
  const tls = { timeout: CONNECT_TIMEOUT_MS, secureContext };
  const toHub = { ...tls, ...JUDGED_AFTERWARDS };
  const pool = { connections: CONNECTIONS, keepAliveTimeout: KEEP_ALIVE_MS };
  if (proxy === null) return (wrap) => new Agent({ ...pool, connect: wrap(buildConnector(toHub)) });
  return (wrap) =>
    new ProxyAgent({
      ...pool,
      uri: proxy,
      requestTls: toHub,
      proxyTls: tls,
      // What opens a connection through the proxy is given here, and nowhere else.
      factory: (origin, options: Pool.Options) =>
        new Pool(origin, { ...options, connect: throughProxy(options, wrap) }),
    });
}

/** @throws a bug: another release of undici, which opens connections elsewhere, and nobody would verify them */
function throughProxy({ connect }: Pool.Options, wrap: Wrap): buildConnector.connector {
  if (typeof connect !== 'function') throw new Error('undici has given no connector');
  return wrap(connect);
}
