/** What the variables of the pages stand for, where a program would have answered: by name, in a form that AWS accepts. */
export const VALUES: { readonly [name: string]: string } = {
  BACKEND: "s3://state-clo-dev-us-east-1-111122223333?region=us-east-1&awssdk=v2",
  BASE: "clo-dev-eu-central-1",
  BOUNDARY: "arn:aws:iam::111122223333:policy/boundary/clo-dev-us-east-1-workload",
  CERTIFICATE: "arn:aws:acm:eu-central-1:111122223333:certificate/12345678-1234-1234-1234-123456789012",
  EXECUTION: "01234567-89ab-cdef-0123-456789abcdef",
  FLEET: "clo-dev-eu-central-1-proxy",
  INSTANCE: "i-0123456789abcdef0",
  LOGS: "clo-dev-eu-central-1-logs-111122223333",
  QUERY: "01234567-89ab-cdef-0123-456789abcdef",
  ROLE: "arn:aws:iam::111122223333:role/clo-dev-eu-central-1-patch-automation",
  SCAN: "01234567-89ab-cdef-0123-456789abcdef",
  SECRETS: "awskms:///alias/state-clo-dev-us-east-1?region=us-east-1&awssdk=v2",
  TARGETS: "arn:aws:elasticloadbalancing:eu-central-1:111122223333:targetgroup/t/0123456789abcdef",
};
