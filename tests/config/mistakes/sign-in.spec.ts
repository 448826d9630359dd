import { ENCRYPTED, EXISTING_DOMAIN, INTERNAL, refuses } from "../stack";

describe("configuration mistakes: sign-in", () => {
  refuses("refuses a way that there is not", { dashboardsSignIn: "ldap" }, [
    "dashboardsSignIn: `ldap` is not accepted; accepted: `auto`, `cognito`, `saml` or `internal`",
  ]);
  refuses(
    "refuses to change the sign-in of an existing domain",
    { ...EXISTING_DOMAIN, dashboardsSignIn: "saml", samlEntityId: "https://idp.example.com" },
    [
      "dashboardsSignIn: `saml` is for a new domain, and an existing one keeps the sign-in that it has; remove it",
      "samlEntityId: is given, but an existing domain keeps the sign-in that it has; remove it",
    ],
  );
  refuses("asks for everything that SAML needs", { dashboardsSignIn: "saml" }, [
    "samlMetadata: is missing, which sign-in `saml` needs; accepted: the identity provider's metadata, an XML document",
    "samlEntityId: is missing, which sign-in `saml` needs; accepted: the identity provider's `entityID`, 8..512 characters without spaces",
    "samlAdminRole: is missing, which sign-in `saml` needs; accepted: the role or group of the identity provider that administers the domain",
  ]);
  refuses(
    "refuses metadata that is none, and an entity id with spaces",
    {
      dashboardsSignIn: "saml",
      samlMetadata: "https://idp.example.com/metadata",
      samlEntityId: "idp 1 of us",
      samlAdminRole: "admins",
    },
    [
      "samlMetadata: `https://idp.example.com/metadata` is not SAML metadata; accepted: an XML document with an `EntityDescriptor`",
      "samlEntityId: `idp 1 of us` is not accepted; accepted: the identity provider's `entityID`, 8..512 characters without spaces",
    ],
  );
  refuses(
    "refuses an entity id that the metadata does not have",
    {
      dashboardsSignIn: "saml",
      samlMetadata: '<EntityDescriptor entityID="https://idp.example.com/a"></EntityDescriptor>',
      samlEntityId: "https://idp.example.com/b",
      samlAdminRole: "admins",
    },
    ["samlEntityId: `https://idp.example.com/b` is not in `samlMetadata`; accepted: its `entityID`"],
  );
  refuses(
    "refuses settings of SAML where people sign in by Cognito",
    { samlEntityId: "https://idp.example.com/a" },
    [
      "samlEntityId: is given, but `dashboardsSignIn` is `cognito` by itself; set it to `saml`, or remove this",
    ],
  );
  refuses("asks for everything that the internal user database needs", { dashboardsSignIn: "internal" }, [
    "internalAdminName: is missing, which sign-in `internal` needs; accepted: the name of the administrator, 1..64 characters",
    "internalAdminPassword: is missing, which sign-in `internal` needs; accepted: a password set with `pulumi config set --secret internalAdminPassword`",
  ]);
  refuses(
    "refuses a password in plain text, and does not show it",
    { ...INTERNAL, internalAdminName: "a b" },
    [
      "internalAdminName: `a b` is not accepted; accepted: 1..64 letters, digits and `_.@-`",
      "internalAdminPassword: is in plain text in the stack's file; accepted: a password set with `pulumi config set --secret internalAdminPassword` (and not this one again)",
    ],
  );
  refuses(
    "refuses a weak password, and does not show it",
    { ...INTERNAL, internalAdminPassword: "password" },
    [
      "internalAdminPassword: is too weak; accepted: 8..128 characters with a lower-case and an upper-case letter, a digit and a symbol",
    ],
    ENCRYPTED,
  );
  refuses(
    "refuses a sign-in domain with a word that Cognito reserves",
    { signInDomainPrefix: "my-aws-logs" },
    [
      "signInDomainPrefix: `my-aws-logs` has `aws` in it, which Cognito reserves; accepted: 1..63 of `a-z`, `0-9` and `-`, not at an end, without `aws`, `amazon` and `cognito`",
    ],
  );
  refuses("refuses a sign-in domain that is no label", { signInDomainPrefix: "-logs" }, [
    "signInDomainPrefix: `-logs` is not a label of a domain name; accepted: 1..63 of `a-z`, `0-9` and `-`, not at an end, without `aws`, `amazon` and `cognito`",
  ]);
  refuses("asks for a sign-in domain where the derived one has a reserved word", { namePrefix: "cognito" }, [
    "signInDomainPrefix: is missing, and `cognito-dev-us-east-1-331e5fae`, which would stand for it, has `cognito` in it, which Cognito reserves; accepted: 1..63 of `a-z`, `0-9` and `-`, not at an end, without `aws`, `amazon` and `cognito`",
  ]);
  refuses(
    "refuses threat protection where there is no user pool",
    { ...INTERNAL, console: "off", threatProtection: "audit" },
    [
      "threatProtection: is given, but this stack has no user pool, since neither Dashboards nor a console sign in by Cognito; remove it",
    ],
    ENCRYPTED,
  );
});
