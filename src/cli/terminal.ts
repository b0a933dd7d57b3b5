/** The two streams, the files and the standard input that a command works with. */
export interface Terminal {
  /** Characters to a line of a person's screen; `null` when a program reads the output. */
  readonly columns: number | null;
  out(text: string): void;
  /** For people: what happened, what failed. */
  note(text: string): void;
  readFile(path: string): Promise<string>;
  readStdin(): Promise<string>;
  /** The lines of a file, or with `-` of the standard input, as they are read. Throws as `readFile` does. */
  readLines(path: string): AsyncIterable<string>;
}
