import { textsConfig } from '@frontdesk/runtime';
import { z } from 'zod';

export const config = z.object({
  COMMERCE_URL: z.url({ protocol: /^https?$/, error: 'expected the http base address of the shop' }).default('http://127.0.0.1:3000/shop'),
  COMMERCE_TOKEN: z.string().optional(),
  ...textsConfig.shape,
});
