import { fact } from '@frontdesk/contracts';
import type { Decision, Fact, WrittenBy } from '@frontdesk/contracts';
import type { AccountNews } from '@frontdesk/whatsapp';

/** What Meta says about account, number or template, as a fact. @param at Meta's time, ms; 0: not told */
export function newsFact(news: AccountNews, at: number, decision: Decision): Fact<WrittenBy<'gateway'>> {
  switch (news.news) {
    case 'template': {
      const { id: templateId, name, language, status, category, announcedCategory, quality, reason } = news;
      return fact('TemplateChanged', { templateId, name, language, status, category, announcedCategory, quality, reason, at }, decision);
    }
    case 'number':
      return fact('NumberChanged', { event: news.event, messagingLimit: news.messagingLimit, at, quality: '' }, decision);
    case 'standing': {
      const { event, restrictions, ban, violation } = news;
      return fact('AccountStandingChanged', { event, restrictions: restrictions.map((one) => ({ ...one })), ban, violation, at }, decision);
    }
    case 'alert':
      return fact('AccountAlerted', { alert: news.alert, severity: news.severity, status: news.status, at }, decision);
    case 'capability':
      return fact('CapabilityChanged', { messagingLimit: news.messagingLimit, numbers: news.numbers, at }, decision);
  }
}
