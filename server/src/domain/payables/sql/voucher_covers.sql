-- A voucher covers a delivery.
insert into voucher_delivery (voucher, delivery) values (?1, ?2) on conflict (voucher, delivery) do nothing
