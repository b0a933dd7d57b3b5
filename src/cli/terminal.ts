/** The two streams, the files and the standard input that a command works with. */
export interface Terminal {
  /** Characters to a line of a person's screen; `null` when a program reads the output. */
  readonly columns: number | null;
  out(text: string): void;
  /** For people: what happened, what failed. */
  note(text: string): void;
  readFile(path: string): Promise<string>;
  readStdin(): Promise<string>;
  /** The lines of a file that may be too large to be read at once. */
  linesOf(path: string): AsyncIterable<string>;
  /** Writes lines, as many as there are, to a new file or, with `null`, where `out` writes. */
  stream(lines: AsyncIterable<string>, path: string | null): Promise<void>;
}
