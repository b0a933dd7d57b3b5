/** `Terminal`: the two streams, the files and the standard input that a command works with. */
export interface Terminal {
  /** Characters per line of a person's screen; `null` when a program reads the output. */
  readonly columns: number | null;
  out(text: string): void;
  /** Resolves when the output is written: to why it could not be, or `null`. */
  written(): Promise<Error | null>;
  /** For people: what happened, what failed. */
  note(text: string): void;
  /** Asks the person at the terminal; `null` when there is none to ask. */
  readonly ask: ((question: string) => Promise<string>) | null;
  /** Asks several questions, each until its answer can be used; `null` when no person can be asked. */
  readonly prompts: Prompts | null;
  readFile(path: string): Promise<string>;
  readStdin(): Promise<string>;
  /**
   * Yields the lines of a file that may be too large for memory, or with `-` of the standard input.
   */
  linesOf(path: string): AsyncIterable<string>;
  /** Writes any number of lines to a new file or, with `null`, to the output. */
  stream(lines: AsyncIterable<string>, path: string | null): Promise<void>;
  /**
   * Creates a file that only its owner may read, before its content is created: content that cannot
   * be shown again must not be lost to a missing folder. Never overwrites.
   */
  newFile(path: string): Promise<NewFile>;
  /**
   * Writes a file; one that exists keeps its owner, group and mode, and a new one every user may read.
   * A concurrent reader sees the old file or the new one.
   */
  replaceFile(path: string, bytes: Uint8Array): Promise<void>;
}

/** `Prompts`: questions to the person at the terminal. They throw `ManagementError` when the person leaves (Ctrl-C). */
export interface Prompts {
  /** `check` returns what is wrong with an answer, which is then asked for again; `null`: nothing. */
  input(message: string, initial: string, check: (text: string) => Promise<string | null>): Promise<string>;
  confirm(message: string, initial: boolean): Promise<boolean>;
}

/** `NewFile`: a file that was created and is still empty. */
export interface NewFile {
  write(bytes: Uint8Array): Promise<void>;
  /** Removes the file. */
  discard(): Promise<void>;
}
