/** The value below which `share` of the values lie. */
export function quantile(values, share) {
  const sorted = values.toSorted((left, right) => left - right);
  const position = (sorted.length - 1) * share;
  const below = sorted[Math.floor(position)];
  return below + (sorted[Math.ceil(position)] - below) * (position % 1);
}

export const median = (values) => quantile(values, 0.5);

/**
 * The median of the ratios of two series that were taken side by side. What slows the machine down for a
 * while slows both sides of a round, so it is the ratio of each round that counts, not that of the medians.
 */
export function ratioOf(numerators, denominators) {
  const ratios = numerators.map((value, round) => value / denominators[round]);
  return {
    median: median(ratios),
    p25: quantile(ratios, 0.25),
    p75: quantile(ratios, 0.75),
    lowest: Math.min(...ratios),
    highest: Math.max(...ratios),
    rounds: ratios.length,
  };
}
