import { refuses } from "../stack";

describe("configuration mistakes: proxy fleet", () => {
  refuses("asks for host name and certificate", { proxyHostName: null, proxyCertificateArn: null }, [
    "proxyHostName: is missing; accepted: a host name like `logs.example.com`",
    "proxyCertificateArn: is missing; accepted: `arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012` (a load balancer takes certificates of its own region and account)",
  ]);
  refuses("refuses a host name with a scheme", { proxyHostName: "https://logs.example.com" }, [
    "proxyHostName: `https://logs.example.com` has a scheme; accepted: a host name like `logs.example.com`",
  ]);
  refuses("refuses a host name with a path", { proxyHostName: "logs.example.com/x" }, [
    "proxyHostName: `logs.example.com/x` has a path; accepted: a host name like `logs.example.com`",
  ]);
  refuses("refuses a host name with a port", { proxyHostName: "logs.example.com:443" }, [
    "proxyHostName: `logs.example.com:443` has a port; accepted: a host name like `logs.example.com`",
  ]);
  refuses("refuses a host name with capitals", { proxyHostName: "Logs.example.com" }, [
    "proxyHostName: `Logs.example.com` has capitals; accepted: a host name like `logs.example.com`",
  ]);
  refuses("refuses a host name of one label", { proxyHostName: "logs" }, [
    "proxyHostName: `logs` has one label only; accepted: a host name like `logs.example.com`",
  ]);
  refuses("refuses a host name that ends in a dot", { proxyHostName: "logs.example.com." }, [
    "proxyHostName: `logs.example.com.` ends in a dot; accepted: a host name like `logs.example.com`",
  ]);
  refuses("refuses a host name with a label that is none", { proxyHostName: "a_b.example.com" }, [
    "proxyHostName: `a_b.example.com` has a label that is none of RFC 1123, `a_b`; accepted: a host name like `logs.example.com`",
  ]);
  refuses("refuses a host name that is too long", { proxyHostName: `${"a.".repeat(126)}com` }, [
    "proxyHostName: `a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a…` has 255 characters, of 253 at most; accepted: a host name like `logs.example.com`",
  ]);
  refuses("refuses an address for a host name", { proxyHostName: "10.0.0.1" }, [
    "proxyHostName: `10.0.0.1` is an address; accepted: a host name like `logs.example.com`",
  ]);
  refuses("refuses a host name that belongs to AWS", { proxyHostName: "lb-1.us-east-1.elb.amazonaws.com" }, [
    "proxyHostName: `lb-1.us-east-1.elb.amazonaws.com` belongs to AWS, so that no certificate can bear it; accepted: a host name like `logs.example.com`",
  ]);
  refuses(
    "names every part of an ARN that is wrong",
    { proxyCertificateArn: "arn:aws-cn:iam::444455556666:server-certificate/x" },
    [
      "proxyCertificateArn: `arn:aws-cn:iam::444455556666:server-certificate/x` has partition `aws-cn`, service `iam`, no region, account `444455556666`, resource `server-certificate/x`; accepted: `arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012` (a load balancer takes certificates of its own region and account)",
    ],
  );
  refuses("refuses what is no ARN", { proxyCertificateArn: "12345" }, [
    "proxyCertificateArn: `12345` is not an ARN; accepted: `arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012` (a load balancer takes certificates of its own region and account)",
  ]);
  refuses("refuses a hosted zone with its path", { hostedZoneId: "/hostedzone/Z0123456789ABCDEFGHIJ" }, [
    "hostedZoneId: `/hostedzone/Z0123456789ABCDEFGHIJ` is not accepted; accepted: a hosted zone id like `Z0123456789ABCDEFGHIJ`",
  ]);
  refuses("refuses an instance family without a size", { proxyInstanceType: "t4g" }, [
    "proxyInstanceType: `t4g` is not accepted; accepted: an EC2 instance type like `t4g.small` or `m7i.large`",
  ]);
  refuses("refuses instances that cannot run Linux", { proxyInstanceType: "mac2.metal" }, [
    "proxyInstanceType: `mac2.metal` runs macOS only; accepted: an EC2 instance type like `t4g.small` or `m7i.large`",
  ]);
  refuses("refuses malformed images", { proxyImageId: "ami-1" }, [
    "proxyImageId: `ami-1` is not accepted; accepted: an id like `ami-0123456789abcdef0`",
  ]);
  refuses(
    "refuses two images",
    { proxyImageId: "ami-0123456789abcdef0", proxyImageParameter: "/own/image" },
    ["proxyImageId: is given together with `proxyImageParameter`; remove one of the two"],
  );
  refuses(
    "refuses an image of another architecture than the instances'",
    { proxyImageParameter: "/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-6.1-x86_64" },
    [
      "proxyImageParameter: `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-6.1-x86_64` names an image for `x86_64`, but `t4g.small` is `arm64`; accepted: an image for `arm64`, or another `proxyInstanceType`",
    ],
  );
  refuses("refuses a parameter that is no name", { proxyImageParameter: "own image" }, [
    "proxyImageParameter: `own image` is not accepted; accepted: the name of a public or own parameter like `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-6.18-arm64`",
  ]);
  refuses("refuses what is no release of Amazon Linux 2023", { proxyReleasever: "2023" }, [
    "proxyReleasever: `2023` is not accepted; accepted: `latest`, or a release of Amazon Linux 2023 like `2023.9.20251020`",
  ]);
  refuses(
    "refuses fewer than two proxies in service",
    { proxyMinSize: 1, proxyDesiredCapacity: 2, proxyMaxSize: 2 },
    [
      "proxyMinSize: `1` is not accepted; accepted: an integer in 2..99",
      "proxyDesiredCapacity: `2` is not accepted; accepted: an integer in 3..100",
      "proxyMaxSize: `2` is not accepted; accepted: an integer in 3..100",
    ],
  );
  refuses("refuses a minimum that lets no instance stand by", { proxyMinSize: 3 }, [
    "proxyDesiredCapacity: `3` is not above `proxyMinSize` `3`, so that no instance could stand by to be patched; accepted: at least 4",
  ]);
  refuses("refuses a maximum below the desired number", { proxyMaxSize: 3, proxyDesiredCapacity: 4 }, [
    "proxyMaxSize: `3` is below `proxyDesiredCapacity` `4`; accepted: at least 4",
  ]);
  refuses(
    "refuses what is no number, and numbers out of range",
    { proxyMinSize: "two", proxyMaxInstanceLifetimeDays: 0 },
    [
      "proxyMinSize: `two` is not accepted; accepted: an integer in 2..99",
      "proxyMaxInstanceLifetimeDays: `0` is not accepted; accepted: an integer in 1..365",
    ],
  );
});
