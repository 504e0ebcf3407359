// A real OpenID provider on a free port of `localhost`, which to a browser is another site than
// the server at 127.0.0.1. Its sign-in page has one field: whoever writes a name there is that person.

import { generateKeyPairSync, randomUUID } from "node:crypto";
import { createServer } from "node:http";
import Provider from "oidc-provider";

// It warns of what a real provider must not do, such as keeping everything in memory.
console.info = console.warn = () => {};

const clientId = "muster";
const clientSecret = "a secret with : and %";

function newKey() {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { ...privateKey.export({ format: "jwk" }), kid: randomUUID(), use: "sig", alg: "ES256" };
}

async function formOf(request) {
  let body = "";
  for await (const chunk of request) body += chunk;
  return new URLSearchParams(body);
}

export async function startProvider(muster, people) {
  const logouts = [];
  let current;
  let answer;
  const server = createServer((request, response) => {
    route(request, response).catch((error) => {
      response.statusCode = 500;
      response.end(String(error.stack));
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://localhost:${server.address().port}`;

  function build() {
    current = new Provider(issuer, {
      clients: [
        {
          client_id: clientId,
          client_secret: clientSecret,
          redirect_uris: [`${muster.url}/oidc/callback`],
          id_token_signed_response_alg: "ES256",
          backchannel_logout_uri: `${issuer}/relay-logout`,
          backchannel_logout_session_required: true,
        },
      ],
      jwks: { keys: [newKey()] },
      cookies: { keys: ["only for this test"] },
      pkce: { required: () => true },
      claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "groups"] },
      conformIdTokenClaims: false,
      features: { devInteractions: { enabled: false }, backchannelLogout: { enabled: true } },
      interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
      findAccount: (_, id) => ({
        accountId: id,
        claims: () => ({ sub: id, email_verified: true, ...people[id] }),
      }),
      // Everybody has agreed already.
      async loadExistingGrant(context) {
        const grant = new context.oidc.provider.Grant({
          clientId: context.oidc.client.clientId,
          accountId: context.oidc.session.accountId,
        });
        grant.addOIDCScope("openid email profile");
        await grant.save();
        return grant;
      },
    });
    answer = current.callback();
  }

  async function route(request, response) {
    if (request.url === "/relay-logout") return relay(request, response);
    if (!request.url.startsWith("/interaction/")) return answer(request, response);
    if (request.method === "POST") {
      const name = (await formOf(request)).get("name");
      const result = name ? { login: { accountId: name } } : { error: "access_denied" };
      return current.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
    }
    response.setHeader("content-type", "text/html");
    response.end(`<form method="post"><input name="name"><button>Sign in</button></form>`);
  }

  /** Passes the logout token on to Muster, and keeps it. */
  async function relay(request, response) {
    const token = (await formOf(request)).get("logout_token");
    const passed = await sendLogout(token);
    logouts.push({ token, status: passed.status });
    response.statusCode = passed.status;
    response.end();
  }

  async function sendLogout(token) {
    return fetch(`${muster.url}/oidc/${provider.id}/backchannel-logout`, {
      method: "POST",
      body: new URLSearchParams({ logout_token: token }),
    });
  }

  build();
  const provider = {
    issuer,
    clientSecret,
    logouts,
    sendLogout,
    id: undefined,
    /** New keys and no old ones, as after a compromise; sessions stay. */
    rotateKeys: build,
    /** Makes it known to Muster. */
    async register(name, rules) {
      const made = await muster.api("POST", "/identity-providers", {
        name, issuer, client_id: clientId, client_secret: clientSecret, rules,
      });
      provider.id = made.id;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return provider;
}
