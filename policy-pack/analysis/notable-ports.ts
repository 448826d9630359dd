import { AddressSet } from "./addresses";
import { TCP } from "./protocols";
import { type Opening, Traffic } from "./traffic";

/** What is behind a port that nobody would open on purpose. */
const DANGERS: readonly (readonly [first: number, last: number, why: string])[] = [
  [22, 22, "anyone can try to log in by SSH"],
  [23, 23, "anyone can try to log in by Telnet"],
  [3389, 3389, "anyone can try to log in by RDP"],
  [5985, 5986, "anyone can try to log in by WinRM"],
  [2375, 2376, "anyone can try to drive Docker"],
  [6443, 6443, "anyone can reach the Kubernetes API"],
  [10250, 10250, "anyone can reach the kubelet"],
  [1433, 1434, "anyone can reach SQL Server"],
  [1521, 1521, "anyone can reach Oracle"],
  [3306, 3306, "anyone can reach MySQL"],
  [5432, 5432, "anyone can reach PostgreSQL"],
  [6379, 6379, "anyone can reach Redis"],
  [9092, 9098, "anyone can reach Kafka"],
  [9200, 9300, "anyone can reach OpenSearch"],
  [11211, 11211, "anyone can reach Memcached"],
  [27017, 27019, "anyone can reach MongoDB"],
];

/** The packets to all of these ports, from everywhere. */
export const NOTABLE_PORTS = Traffic.of(
  ...DANGERS.map(([firstPort, lastPort]) => ({
    protocol: TCP,
    firstPort,
    lastPort,
    sources: AddressSet.ALL,
  })),
);

/** What anyone could do through the openings: the first notable port that one of them holds, or something general. */
export function dangerOf(openings: readonly Opening[]): string {
  const danger = DANGERS.find(([first, last]) =>
    openings.some(
      ({ protocol, firstPort, lastPort }) => protocol === TCP && firstPort <= last && first <= lastPort,
    ),
  );
  return danger?.[2] ?? "anyone on the internet can reach what listens there";
}
