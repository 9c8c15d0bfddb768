/** English words of what `<crm-sync-status>` asks and lists after a press. */
export const statusActs = {
  stop_title: 'Stop the copy?',
  stop_note: 'What is copied stays. You can go on later.',
  stop: 'Stop',
  carry_on: 'Keep copying',
};
