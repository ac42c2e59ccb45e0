-- What every place of the house holds now.
select item, place, lot, expiry, condition, quantity from balance
where quantity <> 0 and (place = 'dock' or place like 'bin:%' or place like 'tote:%' or place like 'parcel:%' or place like 'plate:%')
