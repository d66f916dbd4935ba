/** As many values as are wanted. @param make gets the index of each */
export const times = (count, make) => Array.from({ length: count }, (_value, index) => make(index));

/** Gives one value after the other, and then the first again. */
export function inTurn(values) {
  let given = -1;
  return () => {
    given = (given + 1) % values.length;
    return values[given];
  };
}
