/** The two streams, the files and the standard input that a command works with. */
export interface Terminal {
  /** Characters to a line of a person's screen; `null` when a program reads the output. */
  readonly columns: number | null;
  out(text: string): void;
  /** For people: what happened, what failed. */
  note(text: string): void;
  readFile(path: string): Promise<string>;
  readStdin(): Promise<string>;
  /** The lines of a file that may be too large to be read at once, or with `-` of the standard input. */
  linesOf(path: string): AsyncIterable<string>;
  /** Writes lines, as many as there are, to a new file or, with `null`, where `out` writes. */
  stream(lines: AsyncIterable<string>, path: string | null): Promise<void>;
  /**
   * Makes a file that only its owner may read, before what belongs into it is made: what cannot be had twice must not be
   * lost to a folder that is missing. Never overwrites.
   */
  newFile(path: string): Promise<NewFile>;
  /** Writes a file that everybody may read. Whoever reads it meanwhile sees the old one or the new one. */
  replaceFile(path: string, bytes: Uint8Array): Promise<void>;
}

/** A file that was made and is empty still. */
export interface NewFile {
  write(bytes: Uint8Array): Promise<void>;
  /** Removes it. */
  discard(): Promise<void>;
}
