import { DatabaseSync } from '@photostructure/sqlite';
import { endLog, holdLog } from './files.ts';

/** What SQLite takes as a parameter and gives as a column, as far as the journal uses it. */
export type SqlValue = string | number | Uint8Array | null;
export type SqlRow = Record<string, unknown>;

export interface Statement {
  run(...parameters: SqlValue[]): void;
  get(...parameters: SqlValue[]): SqlRow | undefined;
  iterate(...parameters: SqlValue[]): Iterable<SqlRow>;
}

/** The port to the driver: the only file that knows which one it is (docs/adr/0002-journal-driver.md). */
export interface Database {
  /** Runs one or more statements; throws what {@link sqliteCode} understands. */
  exec(sql: string): void;
  prepare(sql: string): Statement;
  readonly isTransaction: boolean;
  /** Where it was the last connection, SQLite deletes the write-ahead log, which is overwritten then. */
  close(): void;
}

/** A writer never waits longer than this for another connection; a visitor is standing there. */
const BUSY_TIMEOUT_MS = 200;

/**
 * Opens a database file, or makes an empty one. SQLite reads nothing of the file yet: that it is no database shows at
 * the first statement.
 */
export function openDatabase(
  path: string,
  { isReadOnly = false, isDefensive = true, timeoutMs = BUSY_TIMEOUT_MS } = {},
): Database {
  const database = new DatabaseSync(path, { timeout: timeoutMs, defensive: isDefensive, readOnly: isReadOnly });
  // What is sorted stays off the disk: SQLite's temporary files lie outside of the profile, and are deleted as they are.
  database.exec('pragma temp_store = memory');
  return {
    exec: (sql) => {
      database.exec(sql);
    },
    prepare: (sql) => prepare(database, sql),
    get isTransaction() {
      return database.isTransaction;
    },
    close: () => {
      // A connection that only reads deletes no log.
      const isLogHeld = !isReadOnly && holdLog(path);
      database.close();
      if (isLogHeld) endLog(path);
    },
  };
}

/** The driver's rows end where their statement is collected as garbage: whoever has them has it too. */
const statementOf = new WeakMap<Iterable<SqlRow>, unknown>();

function prepare(database: InstanceType<typeof DatabaseSync>, sql: string): Statement {
  let statement = database.prepare(sql);
  /** A statement that has failed fails once more, without a code, when it is used again: then it is prepared anew. */
  const use = <T>(run: (fresh: typeof statement) => T): T => {
    try {
      return run(statement);
    } catch (error) {
      if (!(error instanceof Error) || sqliteCode(error) !== null || !isSqliteError(error)) throw error;
      statement = database.prepare(sql);
      return run(statement);
    }
  };
  return {
    run: (...parameters) => {
      use((it) => it.run(...parameters));
    },
    get: (...parameters) => use<unknown>((it) => it.get(...parameters)) as SqlRow | undefined,
    iterate: (...parameters) => {
      const rows = use((it) => it.iterate(...parameters)) as Iterable<SqlRow>;
      statementOf.set(rows, statement);
      return rows;
    },
  };
}

function isSqliteError(error: Error): boolean {
  return 'code' in error && error.code === 'ERR_SQLITE_ERROR';
}

/** The one value of a pragma or of a query with one column and one row. */
export function readValue(database: Database, sql: string): unknown {
  const row = database.prepare(sql).get();
  return row === undefined ? undefined : Object.values(row)[0];
}

/** @returns the primary result code (https://sqlite.org/rescode.html), or `null` for an error that is not SQLite's */
export function sqliteCode(error: unknown): number | null {
  if (!(error instanceof Error) || !('errcode' in error) || typeof error.errcode !== 'number') return null;
  // The low byte of an extended code is its primary one.
  return error.errcode & 0xff;
}

/** That a column has an integer that JavaScript has no number for: nobody here writes one. */
export function isOutOfRange(error: unknown): boolean {
  return error instanceof RangeError && 'code' in error && error.code === 'ERR_OUT_OF_RANGE';
}

/** SQLITE_BUSY: another connection is at it. */
const BUSY = 5;

export function isBusy(error: unknown): boolean {
  return sqliteCode(error) === BUSY;
}

/** SQLITE_CONSTRAINT_TRIGGER: a trigger of the schema has raised. */
const REFUSED_BY_TRIGGER = 1811;

export function isRefusedByTrigger(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === REFUSED_BY_TRIGGER;
}
