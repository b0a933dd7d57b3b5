/**
 * `Wire`: a type of the code as JSON has it. Dates are text, and ids lose their brand, which is the one
 * thing that they have beyond a string.
 */
export type Wire<T> = T extends Date
  ? string
  : T extends string
    ? keyof T extends keyof string
      ? T
      : string
    : T extends readonly (infer Item)[]
      ? Wire<Item>[]
      : T extends object
        ? { -readonly [Key in keyof T]: Wire<T[Key]> }
        : T;
