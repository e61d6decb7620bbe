/** Of a repository's metadata and the policy in it. */
export interface RepositoryVersions {
  readonly root: number;
  readonly timestamp: number;
  readonly snapshot: number;
  readonly targets: number;
  readonly policy: number;
}

/**
 * Tells whether a repository is older than one that was seen before. Under one root every number only grows; a new root
 * may begin the others anew, as it must after keys were stolen (The Update Framework §5.3.11), but never the policy's.
 */
export function isOlder(found: RepositoryVersions, seen: RepositoryVersions): boolean {
  if (found.root !== seen.root) return found.root < seen.root || found.policy < seen.policy;
  return (Object.keys(seen) as (keyof RepositoryVersions)[]).some((name) => found[name] < seen[name]);
}
