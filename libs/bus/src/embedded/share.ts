/** How many of `partitions` the member of rank `rank` (from 0) among `members` holds: as even as can be, and together all of them. */
export const shareOf = (partitions: number, members: number, rank: number): number =>
  Math.floor(partitions / members) + (rank < partitions % members ? 1 : 0);
