-- Who this device is and how far sync has come.
update device set device = ?1, label = ?2, site_name = ?3, training = ?4, epoch = ?5, token = ?6, urls = ?7, pin = ?8,
    server_epoch = ?9, cursor = ?10, acked_seq = ?11, trimmed_seq = ?12, manifests = ?13, halted = ?14, boot_id = ?15,
    clock_offset = ?16, last_exchange = ?17, lang = ?18, theme = ?19
where one = 1
