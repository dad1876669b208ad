/** The twin's own values: Frontdesk uses them while `WHATSAPP_GRAPH_URL` is empty. None of them opens anything in the world. */
export const twinDefaults = {
  phoneNumberId: '106540352242922',
  wabaId: '102290129340398',
  appId: '670843887433847',
  portfolioId: '506914307656634',
  displayPhoneNumber: '+1 555-078-3881',
  verifiedName: 'Harbour & Pine',
  accessToken: 'TWIN-ACCESS-TOKEN-FOR-LOCAL-USE-ONLY',
  appSecret: 'twin-app-secret-for-local-use-only',
  verifyToken: 'twin-verify-token',
} as const;
