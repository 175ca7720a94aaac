// This file is part of the Tapedeck project.
// SPDX-License-Identifier: Apache-2.0

declare global {
  // For compilers and libraries that do not know it yet.
  interface SymbolConstructor {
    readonly asyncDispose: unique symbol;
  }
}

/** `once`: records where nothing is recorded yet, else plays. `new_episodes`: plays, and records what is new. */
export type RecordMode = "once" | "new_episodes" | "none" | "all";

/** Which requests count as equal; replaces the rules that are stored in the cassette. */
export interface Matching {
  /** Places in JSON bodies that do not count, such as `$.user`. */
  ignoreJson?: string[];
  /** Query items that do not count. */
  ignoreQuery?: string[];
  /** Header fields that are compared too. */
  matchHeader?: string[];
  /** Patterns whose matches count as equal: `uuid`, `date`, or a regular expression. */
  scrub?: string[];
}

export interface Playback {
  /** At once, at the recorded times, or at a multiple of them. Default: `instant`. */
  timing?: "instant" | "recorded" | number;
  /** What follows after the last recording of a request. Default: `last`, which repeats it. */
  repeat?: "last" | "never";
  /** Which recordings of a repeated GET are played: each, each distinct state, or the last. Default: `recorded`. */
  polls?: "recorded" | "collapse" | "final";
}

export interface Simulation {
  /** Seed of everything random. Default: 0. */
  seed?: number;
  /** How fast fine-tuning jobs progress. Default: `polls`, one stage for each poll. */
  pace?: "polls" | "instant" | "realtime";
  /** Whether new fine-tuning jobs are refused. */
  fineTuningClosed?: boolean;
  /** The day to answer for, as the service announced, such as `2027-01-15`. Default: the state of the release. */
  asOf?: string;
  /** The deployments of Azure's dialect beside those that have the name of a model: models by deployment. */
  azureDeployments?: Record<string, string>;
  /** Where events of jobs, batches and background responses are sent, and the secret (`whsec_…`) that signs them. */
  webhook?: { url: string; secret: string };
}

export interface SessionOptions {
  /** The cassette, as a path below the folder of the deck; `.sqlite` may be left out. */
  cassette?: string;
  /** Default: the variable TAPEDECK_RECORD, else `once`; where CI is set, `none`. */
  mode?: RecordMode;
  matching?: Matching;
  playback?: Playback;
  /** Asks the simulator in place of the service; without a cassette, nothing is recorded. */
  simulate?: boolean | Simulation;
  /** What answers a request without a recording. Default: `error`. */
  onMiss?: "error" | "simulate";
  /** Whether a recording that is not played fails the test. Default: it is a warning. */
  failOnUnused?: boolean;
}

export interface StartOptions extends SessionOptions {
  /** The folder of the cassettes. Default: `cassettes` beside the package.json of the test. */
  cassettes?: string;
  /** One cassette, a file, for a deck that has no others. */
  cassette?: string;
  /** The base URL of the service to record. Default: `https://api.openai.com/v1`. */
  upstream?: string | URL;
  /** The program `tapedeck`. Default: the variable TAPEDECK, else `tapedeck` in PATH. */
  binary?: string;
  /** A server that runs already. Default: the variable TAPEDECK_URL. `cassettes` and `upstream` are those of that server. */
  url?: string | URL;
  /** The token of that server's control API. Default: the variable TAPEDECK_CONTROL_TOKEN. */
  controlToken?: string;
  /** More arguments for the server that is started, such as `["--redact-json", "$.email"]`. */
  args?: string[];
}

/** A request without a recording. */
export interface Miss {
  request: string;
  session: string;
  cassette: string;
  mode: RecordMode;
  reason: "not_recorded" | "ran_out" | (string & {});
  nearest: { id: number; request: string; differences: unknown[] }[];
  /** The whole explanation, in several lines. */
  message: string;
}

export interface Recording {
  id: number;
  request: string;
}

/** What a session did. */
export interface Report {
  name: string;
  cassette?: string;
  mode: RecordMode;
  totals: Record<string, number>;
  /** How many recordings were not played. */
  unused?: number;
}

/** One isolated use of a cassette. */
export interface Session {
  readonly name: string;
  readonly cassette?: string;
  readonly mode: RecordMode;
  /** The base URL for the client, such as `http://127.0.0.1:40123/session/NAME/v1`. */
  readonly baseURL: string;
  /** The endpoint for Azure's clients, which add `/openai` to it. */
  readonly azureEndpoint: string;
  /** The variable OPENAI_API_KEY, else a placeholder. Throws where OpenAI would be asked with that. */
  readonly apiKey: string;
  misses(): Promise<Miss[]>;
  unused(): Promise<Recording[]>;
  /** Plays from the beginning again, and forgets misses. */
  reset(): Promise<void>;
  /** Ends the session. Throws an AssertionError for misses, and for unused recordings when asked. */
  end(options?: { allowMisses?: boolean; failOnUnused?: boolean }): Promise<Report>;
  /** Ends the session as `end()` does: `await using session = await deck.session("…")`. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** The context that node:test or vitest gives to a test. */
export type TestContext = object;

export type TestBody<Context = any, Result = unknown> = (session: Session, context: Context) => Result | Promise<Result>;

/** The function of a test, for `test("…", fn)` of node:test or vitest. */
export type TestFunction = (context: any) => Promise<any>;

export interface CassetteTest {
  (cassette: string, body: TestBody): TestFunction;
  (cassette: string, options: SessionOptions, body: TestBody): TestFunction;
  /** The cassette is named after the file and the test. */
  (options: SessionOptions, body: TestBody): TestFunction;
  (body: TestBody): TestFunction;
}

/** A server, and the sessions of tests on it. */
export interface Deck {
  /** The address without a path: what TAPEDECK_URL takes, so that other processes share this server. */
  readonly url: string;
  /** The base URL of the default session: that of the one cassette, or of the simulator. */
  readonly baseURL: string;
  /** The endpoint for Azure's clients, which add `/openai` to it. */
  readonly azureEndpoint: string;
  readonly apiKey: string;
  /** What a server that was started here wrote to stderr, at most the last 64 kB. */
  readonly log: string;
  session(name: string, options?: SessionOptions): Promise<Session>;
  /** Gives a test a session, which ends with it. */
  use(context: TestContext, options?: SessionOptions): Promise<Session>;
  /** Makes the function of a test with a session of its own: `test("…", deck.cassette("name", fn))`. */
  cassette: CassetteTest;
  /** Ends the server if it was started here. Throws if something could not be recorded. */
  stop(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Finds the server that TAPEDECK_URL or the option `url` names, or starts one that ends with this process. */
export function start(options?: StartOptions): Promise<Deck>;
/** The deck of this process for tests that start none: its cassettes lie beside package.json. */
export function deck(): Promise<Deck>;
/** Begins a session on the deck of this process. */
export function session(name: string, options?: SessionOptions): Promise<Session>;
/** Gives a test a session on the deck of this process; it ends with the test. */
export function use(context: TestContext, options?: SessionOptions): Promise<Session>;
/** Makes the function of a test with a session of its own on the deck of this process. */
export const cassette: CassetteTest;

declare const tapedeck: {
  start: typeof start;
  deck: typeof deck;
  session: typeof session;
  use: typeof use;
  cassette: typeof cassette;
};
export default tapedeck;
