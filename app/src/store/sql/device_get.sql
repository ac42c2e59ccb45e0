-- Who is this device and how far has sync come?
select device, label, site_name, training, epoch, token, urls, pin, server_epoch, cursor, acked_seq, trimmed_seq,
    manifests, halted, boot_id, clock_offset, last_exchange, lang, theme
from device where one = 1
