-- Pieces that go without; answers where the line stands.
update shipment_line set short = short + ?2 where id = ?1 returning quantity, packed, short
