import { expect, test } from '@jest/globals';
import { config } from './config.ts';

const given = { SERVICE_TOKEN: 'a token of some length', FRONTDESK_SESSION_SECRET: 's'.repeat(32) };
const oidc = { OIDC_ISSUER: 'https://login.example.com/realms/staff', OIDC_CLIENT_ID: 'frontdesk', OIDC_CLIENT_SECRET: 'secret' };
const world = { WHATSAPP_GRAPH_URL: 'https://graph.facebook.com' };
const wrong = (values: object): string[] => config.safeParse({ ...given, ...values }).error?.issues.map(({ path }) => path.join()) ?? [];

const here = [undefined, 'http://127.0.0.1:3000/graph', 'http://localhost:3100', 'http://[::1]:3100'];
test.each(here)('with the twin (%s) there are demo users', (url) => {
  expect(wrong({ WHATSAPP_GRAPH_URL: url })).toEqual([]);
});

test('with a Graph URL out in the world people sign in by OIDC; without it the service does not start, and says what is missing', () => {
  expect(wrong(world)).toEqual(['OIDC_ISSUER', 'OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET']);
  expect(wrong({ ...world, ...oidc })).toEqual([]);
});

test('half of OIDC is a mistake anywhere', () => {
  expect(wrong({ OIDC_CLIENT_ID: 'frontdesk' })).toEqual(['OIDC_ISSUER', 'OIDC_CLIENT_SECRET']);
});

test('a provider is reached over https, or on this machine', () => {
  expect(wrong({ ...oidc, OIDC_ISSUER: 'http://login.example.com' })).toEqual(['OIDC_ISSUER']);
  expect(wrong({ ...oidc, OIDC_ISSUER: 'http://127.0.0.1:8080' })).toEqual([]);
});

test.each(['[]', '{"desk":"boss"}', 'desk=agent'])('roles are a JSON object of words and our roles, not %s', (map) => {
  expect(wrong({ ...oidc, OIDC_ROLE_MAP: map }).map((path) => path.split(',')[0])).toEqual(['OIDC_ROLE_MAP']);
});

test('what its first word of a case says of the business links to listed hosts alone: the gate would refuse every acknowledgement', () => {
  const privacy = { BUSINESS_PRIVACY_URL: 'https://acme.example/privacy' };
  expect(wrong(privacy)).toEqual(['BUSINESS_PRIVACY_URL']);
  expect(wrong({ ...privacy, BUSINESS_NAME: 'Acme.com' })).toEqual(['BUSINESS_NAME', 'BUSINESS_PRIVACY_URL']);
  expect(wrong({ ...privacy, LINK_HOSTS: 'track.example, Acme.Example' })).toEqual([]);
});

test.each(['PUBLIC_URL', 'AUDIT_URL', 'GATEWAY_URL', 'WHATSAPP_GRAPH_URL'])('%s is an http address, not a host and a port', (name) => {
  expect(wrong({ ...oidc, [name]: 'somewhere:3000' })).toEqual([name]);
});

test('where traces are seen is an address with a place for the id', () => {
  expect(wrong({ TRACE_URL: 'https://jaeger.example/trace/{trace_id}' })).toEqual([]);
  expect(wrong({ TRACE_URL: 'https://jaeger.example/trace' })).toEqual(['TRACE_URL']);
  expect(wrong({ TRACE_URL: 'jaeger/{trace_id}' })).toContain('TRACE_URL');
});

test('what is wrong in the SLA policy is named with the rest', () => {
  expect(wrong({ OIDC_CLIENT_ID: 'frontdesk', SLA_POLICY: '{"version":"mine"}' })).toEqual(
    expect.arrayContaining(['SLA_POLICY,calendar', 'SLA_POLICY,matrix', 'OIDC_ISSUER']),
  );
});

test('every wrong variable is named at once', () => {
  const result = config.safeParse({ PUBLIC_URL: 'nowhere', SERVICE_TOKEN: 'short', ...world });
  expect(result.error?.issues.map(({ path }) => path.join())).toEqual([
    'PUBLIC_URL',
    'SERVICE_TOKEN',
    'FRONTDESK_SESSION_SECRET',
    'OIDC_ISSUER',
    'OIDC_CLIENT_ID',
    'OIDC_CLIENT_SECRET',
  ]);
});

test.each([
  ['OWNER_AWAY_S', 300, 3_600],
  ['OWNER_LATE_S', 600, 14_400],
] as const)('how long who owes an answer keeps the case (%s) has a usual length and a longest', (name, usual, most) => {
  expect(config.parse(given)[name]).toBe(usual);
  expect([wrong({ [name]: `${most}` }), wrong({ [name]: `${most + 1}` }), wrong({ [name]: '0' })]).toEqual([[], [name], [name]]);
});

test('how many cases one person may hold is a setting', () => {
  expect([config.parse(given).CASE_LIMIT, config.parse({ ...given, CASE_LIMIT: '12' }).CASE_LIMIT]).toEqual([5, 12]);
  expect([wrong({ CASE_LIMIT: '0' }), wrong({ CASE_LIMIT: '2.5' }), wrong({ CASE_LIMIT: '101' })]).toEqual(Array(3).fill(['CASE_LIMIT']));
});
