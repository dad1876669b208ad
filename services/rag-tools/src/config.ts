import { commerceChangesConfig } from '@frontdesk/commerce';
import { textsConfig } from '@frontdesk/runtime';
import { z } from 'zod';

export const config = z.object({
  ...commerceChangesConfig.shape,
  ...textsConfig.shape,
});
